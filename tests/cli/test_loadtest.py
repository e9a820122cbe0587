"""What several runners found becomes what one would have found, and two runs are told apart beyond noise."""

from __future__ import annotations

import gzip
import json
import random
import statistics
from pathlib import Path

import pytest
from plaza.failure import Failure
from plaza.progress import Progress

from loadtest import compare, definition, kubernetes, merge, points, report
from loadtest.definition import Definition
from loadtest.histogram import Histogram, sum_of
from loadtest.result import Metric, Result, Threshold, merged
from loadtest.runner import read_result, tell
from loadtest.thresholds import judge


def histogram(values: list[float]) -> Histogram:
    made = Histogram()
    for value in values:
        made.add(value)
    return made


def result(seconds: list[list[float]], step: str = "map", began: float = 1000.0) -> Result:
    """A run in which these took so long, in each second."""
    made = Result("mix", began)
    requests = made.metrics["http_req_duration"] = Metric("trend")
    for second, values in enumerate(seconds):
        for value in values:
            requests.add(step, second, value)
    return made


def test_a_percentile_is_within_half_a_percent_of_the_true_one():
    chance = random.Random(4)
    values = sorted(chance.lognormvariate(1, 1.5) for _ in range(20_000))
    made = histogram(values)
    for share in (0.5, 0.9, 0.99, 0.999):
        true = values[int(share * len(values)) - 1]
        assert made.quantile(share) == pytest.approx(true, rel=0.006)
    assert made.quantile(1) == values[-1]
    assert made.mean == pytest.approx(statistics.mean(values))


def test_percentiles_of_several_runners_are_those_of_all_their_requests():
    """One runner's network is slow: the average of their p99 would be far from what one request in a hundred took."""
    fast, slow = [1.0] * 990 + [2.0] * 10, [50.0] * 100
    together = sum_of([histogram(fast), histogram(slow)])
    assert together.quantile(0.99) == pytest.approx(50, rel=0.006)
    assert together.quantile(0.905) == pytest.approx(2.0, rel=0.006)
    assert together.count == 1100


def test_nothing_and_zero_have_their_place():
    assert Histogram().quantile(0.99) == 0
    made = histogram([0.0, 0.0, 4.0])
    assert made.quantile(0.5) == 0
    assert Histogram.from_json(json.loads(json.dumps(made.to_json()))) == made
    assert Histogram.from_json(json.loads(json.dumps(Histogram().to_json()))) == Histogram()


def test_runners_that_began_apart_meet_in_the_same_second():
    one, two = result([[1.0], [1.0], [1.0]], began=1000), result([[9.0], [9.0]], began=1002)
    both = merged([one, two])
    over_time = both.requests.over_time("map")
    assert {second: found.count for second, found in over_time.items()} == {0: 1, 1: 1, 2: 2, 3: 1}
    assert both.runners == 2
    assert both.seconds == 4


def test_thresholds_are_asked_of_all_runners_together():
    """Each runner kept its p99; together they do not, or the other way round."""
    one, two = result([[1.0] * 98 + [500.0] * 2]), result([[1.0] * 1000])
    one.thresholds = [Threshold("http_req_duration{step:map}", "p(99)<100", False)]
    two.thresholds = [Threshold("http_req_duration{step:map}", "p(99)<100", True)]
    (verdict,) = judge(merged([one, two]))
    assert verdict.kept
    assert verdict.value == pytest.approx(1.0, rel=0.006)


@pytest.mark.parametrize(
    ("expression", "value"),
    [("p(50)<9", 2), ("avg<9", 3), ("min>=1", 1), ("max<=6", 6), ("med<9", 2), ("count==3", 3)],
)
def test_every_word_of_a_threshold_on_times(expression: str, value: float):
    made = result([[1.0, 2.0, 6.0]])
    made.thresholds = [Threshold("http_req_duration", expression, False)]
    (verdict,) = judge(made)
    assert verdict.kept
    assert verdict.value == pytest.approx(value, rel=0.006)


def test_rates_and_counters_have_their_own_words():
    made = result([[1.0], [1.0]])
    made.metrics["checks"], made.metrics["iterations"] = Metric("rate"), Metric("counter")
    for passed in (1, 1, 1, 0):
        made.metrics["checks"].add("", 0, passed)
        made.metrics["iterations"].add("", 0, 1)
    made.thresholds = [
        Threshold("checks", "rate>0.9", True),
        Threshold("iterations", "count>=4", False),
        Threshold("iterations", "rate>1.9", False),
    ]
    assert [verdict.kept for verdict in judge(made)] == [False, True, True]


def test_what_only_the_runners_can_say_is_theirs_to_say():
    made = result([[1.0]])
    made.thresholds = [
        Threshold("http_req_duration{status:200}", "p(99)<100", False),
        Threshold("unknown", "rate<1", True),
    ]
    assert [(verdict.value, verdict.kept) for verdict in judge(made)] == [(None, False), (None, True)]


def samples(folder: Path, lines: list[str]) -> Path:
    file = folder / "samples.csv.gz"
    head = "metric_name,timestamp,metric_value,check,extra_tags"
    file.write_bytes(gzip.compress("\n".join([head, *lines, ""]).encode()))
    return file


def test_samples_of_k6_become_a_result(tmp_path: Path):
    file = samples(
        tmp_path,
        [
            "http_req_duration,1700000000,1.5,,step=map&journey=mix",
            "http_req_duration,1700000001,2.5,,step=near+me",
            "checks,1700000001,0,what,step=map",
        ],
    )
    summary = tmp_path / "summary.json"
    summary.write_text(
        json.dumps(
            {
                "metrics": {
                    "http_req_duration": {"avg": 2, "max": 2.5},
                    "http_req_duration{step:map}": {"avg": 1.5, "thresholds": {"p(99)<1": True, "p(50)<9": False}},
                    "checks": {"passes": 0, "fails": 1, "value": 0},
                }
            }
        )
    )
    read = points.read("mix", file, summary)
    assert read.began == 1700000000
    assert read.requests.steps == ["map", "near me"]
    assert read.requests.of("near me").quantile(1) == 2.5
    assert read.metrics["checks"].kind == "rate"
    assert [(one.expression, one.kept) for one in read.thresholds] == [("p(99)<1", False), ("p(50)<9", True)]


def test_a_run_without_samples_is_told(tmp_path: Path):
    summary = tmp_path / "summary.json"
    summary.write_text('{"metrics": {}}')
    with pytest.raises(Failure, match="no samples"):
        points.read("mix", samples(tmp_path, []), summary)


def test_a_result_travels_through_a_log(tmp_path: Path):
    made = result([[1.0, 2.0], [3.0]])
    made.thresholds = [Threshold("checks", "rate>0.9", True)]
    made.save(tmp_path / "result.json")
    log = tmp_path / "pod.log"
    log.write_text("k6 said something\n" + tell(tmp_path / "result.json") + "\n")
    assert read_result(log).to_json() == made.to_json()
    assert read_result(tmp_path / "result.json").to_json() == made.to_json()
    log.write_text("RESULT not-base64\n")
    with pytest.raises(Failure, match="no result"):
        read_result(log)


def test_merging_writes_the_report_and_fails_with_a_threshold(tmp_path: Path):
    for number in (1, 2):
        made = result([[float(number)] * 50] * 3)
        made.metrics["http_req_failed"] = Metric("rate")
        made.metrics["http_req_failed"].add("map", 0, 0)
        made.thresholds = [Threshold("http_req_duration{step:map}", "p(99)<1.5", True)]
        made.save(tmp_path / f"result-{number}.json")
    files = [tmp_path / "result-1.json", tmp_path / "result-2.json"]
    assert merge.files(tmp_path / "report", files, Progress()) == 1
    told = json.loads((tmp_path / "report/summary.json").read_text())
    assert told["passed"] is False
    assert told["runners"] == 2
    assert told["steps"]["map"]["requests"] == 300
    page = (tmp_path / "report/report.html").read_text()
    assert "a threshold was not kept" in page
    assert page.count("<svg") == 4
    assert "http" not in page.replace("http_req", "")


def test_what_moves_by_itself_is_no_change():
    def run(seed: int, times: float) -> Result:
        chance = random.Random(seed)
        return result([[times * chance.lognormvariate(0, 0.4) for _ in range(200)] for _ in range(30)])

    assert {one.word for one in compare.changes(run(1, 10), run(2, 10))} == {""}
    assert {one.word for one in compare.changes(run(1, 10), run(2, 13))} == {"worse"}
    assert {one.word for one in compare.changes(run(1, 10), run(2, 7))} == {"better"}


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"script": "ordres"}, "did you mean 'orders'"),
        ({"script": "orders", "profile": "avrage"}, "did you mean 'average'"),
        ({"script": "orders", "runners": 0}, "runners must be"),
        ({"script": "orders", "profile": "spike", "vus": 3}, "a profile says"),
        ({"script": "orders", "duration": "100"}, "as k6 writes it"),
        ({"script": "orders", "runner": 3}, "did you mean 'runners'"),
        ({"script": "orders", "runners": "3"}, "runners wants int"),
        ({}, "names no script"),
    ],
)
def test_a_bad_definition_is_told_what_is_wrong(told: dict[str, object], complaint: str):
    with pytest.raises(Failure, match=complaint):
        Definition.of(told)


def test_a_definition_survives_being_written(tmp_path: Path):
    made = Definition(script="orders", runners=3, vus=10, duration="1m30s", rps=5, options=("--tag", 'a="b"'))
    (tmp_path / "definition.toml").write_text(made.to_toml())
    assert Definition.read(tmp_path / "definition.toml") == made
    assert made.k6_options() == ["--vus", "10", "--duration", "1m30s", "--rps", "5", "--tag", 'a="b"']


def test_the_run_of_reference_is_what_it_is_said_to_be():
    reference = Definition.read(definition.folder / "reference.toml")
    assert (reference.runners, reference.vus, reference.duration, reference.rps) == (5, 1000, "100s", 100)


def test_the_jobs_are_one_pod_for_each_runner_and_restricted():
    config, job = (
        json.loads(text)
        for text in kubernetes.manifests(Definition(script="orders", runners=4, vus=1, duration="1s"))
        .removeprefix("---\n")
        .split("---\n")
    )
    assert "runners = 4" in config["data"]["definition.toml"]
    assert (job["spec"]["completions"], job["spec"]["parallelism"], job["spec"]["completionMode"]) == (4, 4, "Indexed")
    pod = job["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"] is True


def test_the_table_has_a_line_for_each_step():
    assert [row[0] for row in report.rows(result([[1.0]]))] == ["all", "map"]

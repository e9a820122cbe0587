"""The dashboards. `./plaza test observability` runs every expression against a fleet under load."""

from __future__ import annotations

from panel import Dashboard, Panel


def rate(metric: str, by: str, where: str = "") -> str:
    return f"sum by ({by}) (rate({metric}{{{where}}}[1m]))"


def quantile(q: float, metric: str, by: str, where: str = "") -> str:
    grouped = f"{by}, le" if by else "le"
    return f"histogram_quantile({q}, sum by ({grouped}) (rate({metric}_bucket{{{where}}}[1m])))"


def of_process(where: str) -> list[Panel]:
    """What every process shows of itself."""
    return [
        Panel("Memory", [(f"process_resident_memory_bytes{{{where}}}", "{{instance}}")], "bytes"),
        Panel("Processor, cores", [(f"rate(process_cpu_seconds_total{{{where}}}[1m])", "{{instance}}")]),
        Panel(
            "Event loop lag",
            [(f"max by (instance) (event_loop_lag_seconds{{{where}}})", "{{instance}}")],
            "s",
            limit=0.1,
        ),
    ]


def of_service(job: str) -> list[Panel]:
    """What every service shows of its calls: among them the four panels of the order service's first board."""
    mine = f'job="{job}"'
    failures = 'code=~"INTERNAL|UNAVAILABLE|UNKNOWN|DATA_LOSS|DEADLINE_EXCEEDED"'
    calls = f"sum(rate(rpc_server_requests_total{{{mine}}}[1m]))"
    failed = f"(sum(rate(rpc_server_requests_total{{{mine},{failures}}}[1m])) or vector(0))"
    return [
        Panel(
            "Requests per second, by instance and in all",
            [(rate("rpc_server_requests_total", "instance", mine), "{{instance}}"), (calls, "all")],
            "reqps",
        ),
        Panel(
            "P50 and P99",
            [
                (quantile(0.5, "rpc_server_seconds", "", mine), "P50"),
                (quantile(0.99, "rpc_server_seconds", "", mine), "P99"),
            ],
            "s",
        ),
        Panel("Success rate", [(f"1 - {failed} / ({calls} > 0)", "success")], "percentunit"),
        Panel("Failures per second", [(failed, "failures")], "reqps"),
        Panel("P99 by method", [(quantile(0.99, "rpc_server_seconds", "method", mine), "{{method}}")], "s"),
        Panel(
            "Under way, and how much may be",
            [
                (f"sum by (instance) (rpc_server_concurrency{{{mine}}})", "{{instance}}"),
                (f"sum by (instance) (rpc_server_concurrency_limit{{{mine}}})", "{{instance}} limit"),
            ],
        ),
        Panel("Shed per second", [(rate("rpc_server_shed_total", "priority", mine), "{{priority}}")], "reqps"),
        *of_process(mine),
    ]


fleet = Dashboard(
    "fleet",
    "the fleet",
    [
        Panel("Processes that answer", [("sum(up)", "up")], stat=True, width=4),
        Panel("Requests per second", [("sum(rate(http_requests_total[1m]))", "requests")], "reqps", stat=True, width=4),
        Panel(
            "Failed, of all", [("slo:availability_errors:ratio_rate5m", "failed")], "percentunit", True, 4, limit=0.001
        ),
        Panel("Slower than 250 ms", [("slo:latency_errors:ratio_rate5m", "slow")], "percentunit", True, 4, limit=0.01),
        Panel("Oldest event that waits", [("max(outbox_oldest_seconds)", "age")], "s", True, 4, limit=60),
        Panel("Age of the map", [("max(pharmacy_feed_age_seconds)", "age")], "s", stat=True, width=4),
        Panel("Calls per second", [("job:rpc_server_requests:rate5m", "{{job}}")], "reqps"),
        Panel("P99 of services", [("job:rpc_server_seconds:p99_5m", "{{job}}")], "s"),
        Panel("Failures per second", [("job:rpc_server_failures:rate5m", "{{job}}")], "reqps"),
        Panel("Breakers that are open", [("sum by (service) (rpc_client_breaker_open)", "{{service}}")], limit=1),
        Panel("Healthy instances", [("max by (service) (rpc_client_endpoints_healthy)", "{{service}}")]),
        Panel("Lag of consumers", [("group_topic:kafka_consumer_lag_records:sum", "{{group}} {{topic}}")]),
        *of_process(""),
    ],
)

gateway = Dashboard(
    "gateway",
    "gateway",
    [
        Panel("Requests per second by route", [("route:http_requests:rate5m", "{{route}}")], "reqps"),
        Panel("By status", [(rate("http_requests_total", "status", 'job="gateway"'), "{{status}}")], "reqps"),
        Panel("P99 by route", [("route:http_response_milliseconds:p99_5m", "{{route}}")], "ms"),
        Panel("Connections", [('sum by (instance) (http_connections{job="gateway"})', "{{instance}}")]),
        Panel("Requests in flight", [('sum by (instance) (http_requests_in_flight{job="gateway"})', "{{instance}}")]),
        Panel("Calls to services", [(rate("rpc_client_requests_total", "service"), "{{service}}")], "reqps"),
        Panel("P99 of services", [(quantile(0.99, "rpc_client_seconds", "service"), "{{service}}")], "s"),
        Panel("Calls sent again", [(rate("rpc_client_retries_total", "service"), "{{service}}")], "reqps"),
        Panel("Limits that shed", [("sum by (service) (concurrency_limit)", "{{service}}")]),
        Panel("Shed per second", [(rate("shed_calls_total", "service"), "{{service}}")], "reqps"),
        Panel("Refused: asked too often", [(rate("rate_limited_total", "policy"), "{{policy}}")], "reqps"),
        Panel("Tokens", [(rate("token_checks_total", "result"), "{{result}}")], "reqps"),
        Panel("Answers from memory", [(rate("response_cache_total", "result"), "{{result}}")], "reqps"),
        Panel("GraphQL operations", [(rate("graphql_operations_total", "operation"), "{{operation}}")], "reqps"),
        Panel("GraphQL P99", [(quantile(0.99, "graphql_operation_seconds", "operation"), "{{operation}}")], "s"),
        *of_process('job="gateway"'),
    ],
)

pharmacy = Dashboard(
    "pharmacy",
    "pharmacy",
    [
        Panel("Pharmacies", [("max(pharmacy_feed_rows)", "rows")], stat=True, width=6),
        Panel("Rows that could not be read", [("max(pharmacy_feed_rejected_rows)", "rows")], stat=True, width=6),
        Panel("Age of the figures", [("max(pharmacy_feed_age_seconds)", "age")], "s", stat=True, width=6),
        Panel("Stale", [("max(pharmacy_feed_stale)", "stale")], stat=True, width=6, limit=1),
        Panel("Syncs", [(rate("pharmacy_feed_syncs_total", "result"), "{{result}}")]),
        *of_service("pharmacy"),
    ],
)

booking = Dashboard(
    "booking",
    "booking",
    [
        Panel("Bookings per second", [(rate("bookings_total", "what"), "{{what}}")], "reqps"),
        Panel("Oldest event that waits", [("max(booking_outbox_oldest_seconds)", "age")], "s", limit=60),
        Panel("Events published", [("sum(rate(booking_outbox_published_total[1m]))", "events")], "reqps"),
        *of_service("booking"),
    ],
)

orders = Dashboard(
    "orders",
    "orders",
    [
        *of_service("orders"),
        Panel("Orders per second", [(rate("orders_total", "what"), "{{what}}")], "reqps"),
        Panel("Orders in a batch", [(quantile(0.5, "postgres_batch_rows", "batcher", 'job="orders"'), "{{batcher}}")]),
        Panel("Oldest event that waits", [('max(outbox_oldest_seconds{job="orders"})', "age")], "s", limit=60),
        Panel("From a row to its event", [(quantile(0.99, "outbox_delay_seconds", "", 'job="orders"'), "P99")], "s"),
    ],
)

shipping = Dashboard(
    "shipping",
    "shipping",
    [
        Panel("Shipments per second", [(rate("shipments_total", "what"), "{{what}}")], "reqps"),
        Panel(
            "Events handled", [(rate("kafka_consumer_records_total", "topic", 'job="shipping"'), "{{topic}}")], "reqps"
        ),
        Panel(
            "Shipments in a batch", [(quantile(0.5, "postgres_batch_rows", "batcher", 'job="shipping"'), "{{batcher}}")]
        ),
        *of_service("shipping"),
    ],
)

kafka = Dashboard(
    "kafka",
    "Kafka",
    [
        Panel(
            "Lag by partition",
            [("sum by (group, topic, partition) (kafka_consumer_lag_records)", "{{group}} {{topic}}/{{partition}}")],
            width=12,
        ),
        Panel(
            "Behind",
            [("max by (group, topic, partition) (kafka_consumer_lag_seconds)", "{{group}} {{topic}}/{{partition}}")],
            "s",
            width=12,
            limit=30,
        ),
        Panel(
            "Records handled",
            [(rate("kafka_consumer_records_total", "group, result"), "{{group}} {{result}}")],
            "reqps",
        ),
        Panel(
            "Records written",
            [(rate("kafka_producer_records_total", "topic, result"), "{{topic}} {{result}}")],
            "reqps",
        ),
        Panel(
            "From sending to acknowledgement", [(quantile(0.99, "kafka_producer_seconds", "topic"), "{{topic}}")], "s"
        ),
        Panel("Partitions held", [("sum by (group, instance) (kafka_consumer_partitions)", "{{group}} {{instance}}")]),
        Panel("Rebalances", [("sum by (group) (increase(kafka_consumer_rebalances_total[5m]))", "{{group}}")]),
        Panel(
            "Dead letters",
            [('sum by (group) (increase(kafka_consumer_records_total{result="dead_lettered"}[5m]))', "{{group}}")],
            limit=1,
        ),
        Panel("Brokers reached", [("max by (job, instance) (kafka_client_broker_up)", "{{instance}}")]),
        Panel("Round trip", [("max by (instance) (kafka_client_broker_rtt_seconds)", "{{instance}}")], "s"),
        Panel("In flight", [("sum by (instance) (kafka_producer_in_flight_records)", "{{instance}}")]),
    ],
)

stores = Dashboard(
    "stores",
    "stores",
    [
        Panel("Statements", [(rate("postgres_queries_total", "database"), "{{database}}")], "reqps"),
        Panel("P99 by statement", [(quantile(0.99, "postgres_query_seconds", "statement"), "{{statement}}")], "s"),
        Panel("Connections in use", [("sum by (database) (postgres_connections_in_use)", "{{database}}")]),
        Panel("Calls that wait", [("sum by (database) (postgres_waiting)", "{{database}}")], limit=1),
        Panel("Redis commands", [(rate("redis_commands_total", "store"), "{{store}}")], "reqps"),
        Panel("P99 by command", [(quantile(0.99, "redis_command_seconds", "command"), "{{command}}")], "s"),
        Panel("Redis connected", [("sum by (instance, store) (redis_connected)", "{{instance}} {{store}}")]),
        Panel(
            "Connections lost",
            [
                ("sum by (database) (increase(postgres_connections_lost_total[5m]))", "{{database}}"),
                ("sum by (store) (increase(redis_connections_lost_total[5m]))", "{{store}}"),
            ],
        ),
        Panel("Rows removed by retention", [("sum by (statement) (retention_removed_total)", "{{statement}}")]),
    ],
)


def k6(field: str, metric: str, by: str = "", where: str = "") -> str:
    grouped = f', "{by}"' if by else ""
    return f'SELECT {field} FROM "{metric}" WHERE $timeFilter{where} GROUP BY time($__interval){grouped} fill(none)'


loadtest = Dashboard(
    "loadtest",
    "load tests",
    [
        Panel("Requests", [(k6('sum("value")', "http_reqs", "step"), "$tag_step")], source="influxdb"),
        Panel(
            "P99 by step",
            [(k6('percentile("value", 99)', "http_req_duration", "step"), "$tag_step")],
            "ms",
            source="influxdb",
        ),
        Panel(
            "Median by step",
            [(k6('median("value")', "http_req_duration", "step"), "$tag_step")],
            "ms",
            source="influxdb",
        ),
        Panel("Failed", [(k6('mean("value")', "http_req_failed"), "failed")], "percentunit", source="influxdb"),
        Panel("Shed", [(k6('mean("value")', "plaza_shed"), "shed")], "percentunit", source="influxdb"),
        Panel("Checks", [(k6('mean("value")', "checks"), "hold")], "percentunit", source="influxdb"),
        Panel("Virtual users", [(k6('max("value")', "vus", "runner"), "runner $tag_runner")], source="influxdb"),
        Panel(
            "Requests by runner", [(k6('sum("value")', "http_reqs", "runner"), "runner $tag_runner")], source="influxdb"
        ),
    ],
)

all_of_them = [fleet, gateway, pharmacy, booking, orders, shipping, kafka, stores, loadtest]

"""How long things last and how much is asked for: little in one round of all, what the bars say in a full run
(`--rounds`), which has a quiet machine to itself."""

from __future__ import annotations

import os

full = bool(os.environ.get("PLAZA_FAULTS_FULL"))

# Longer than a call waits for a service to come back (2 s): those that wait in vain are seen as well.
sick_s = 2.5
# For edges that no request waits for.
sick_beside_s = 1.2
pause_s = 30.0 if full else 3.0
broker_away_s = 300.0 if full else 4.0
disk_full_s = 20.0 if full else 4.0
clock_s = 2.0
flood_s = 5.0 if full else 2.0
# Times the sustainable rate.
floods = (2, 5, 10, 30) if full else (2, 10)

# When everything is as before, once the fault is undone. A machine that does other things besides takes its time.
normal_max_s = 10.0 if full else 25.0
normal_after_flood_max_s = 5.0 if full else 15.0
# What an answer may be late by; the bars ask for 50 ms where nothing else runs.
late_max_s = 0.3 if full else 1.0
# Of what is served at best, what is served in a flood.
goodput_share_min = 0.85 if full else 0.5
# So many requests that are not concerned may find no processor in time.
bystanders_max = 0 if full else 5
# What a flood may add to the p99 of those who are served, besides three times what it was.
flood_slack_ms = 50 if full else 1000

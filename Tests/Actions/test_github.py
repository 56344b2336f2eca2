"""actions/github.py against a fake of the API. Run by the test suite, or with python3 -m unittest."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from fake_api import BOT, TOKEN, FakeAPI

SCRIPT = pathlib.Path(__file__).parents[2] / "actions" / "github.py"
MARK = "<!-- perfstat:performance -->"
SHA, OTHER_SHA = "a" * 40, "b" * 40
REPORT = json.dumps({"decision": "pass"})


class GitHubTests(unittest.TestCase):
    def setUp(self):
        self.api = FakeAPI()
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.event = {"pull_request": {"number": 7, "head": {"sha": SHA}}}
        # Stands for the real renderer, which has tests of its own: fails for what is no report.
        fake = self.folder / "perfstat"
        fake.write_text(
            "#!/bin/sh\ncase $(cat) in *decision*) echo '## rendered';; *) echo 'no report' >&2; exit 2;; esac\n"
        )
        fake.chmod(0o755)

    def tearDown(self):
        self.api.shutdown()
        self.api.server_close()
        subprocess.run(["rm", "-rf", str(self.folder)], check=True)

    def run_script(self, *arguments, status=0, token=TOKEN, address=None):
        (self.folder / "event.json").write_text(json.dumps(self.event))
        environment = {
            "PATH": f"{self.folder}:{os.environ['PATH']}",
            "GITHUB_API_URL": address or self.api.address,
            "GITHUB_REPOSITORY": "owner/project",
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_TOKEN": token,
            "GITHUB_SHA": OTHER_SHA,
            "GITHUB_RUN_ID": "5",
            "PERFSTAT_API_BACKOFF": "0.001",
        }
        done = subprocess.run(
            [sys.executable, str(SCRIPT), *arguments], env=environment, capture_output=True, text=True, timeout=60
        )
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertNotIn(TOKEN, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def summary(self, text):
        (self.folder / "summary.md").write_text(text)
        return str(self.folder / "summary.md")

    # One comment

    def test_comment_is_created_updated_and_deleted(self):
        self.api.add_comment(7, "a word of a person", {"login": "person", "type": "User"})
        self.assertIn("created", self.run_script("comment", "--summary", self.summary("## FAIL")))
        self.assertEqual(self.api.bodies()[1:], [f"{MARK}\n## FAIL"])
        self.assertIn("updated", self.run_script("comment", "--summary", self.summary("## PASS")))
        self.assertEqual(self.api.bodies()[1:], [f"{MARK}\n## PASS"])
        self.assertIn("unchanged", self.run_script("comment", "--summary", self.summary("## PASS")))
        self.assertIn("deleted", self.run_script("comment"))
        self.assertEqual(self.api.bodies(), ["a word of a person"])
        self.assertIn("nothing to delete", self.run_script("comment"))

    def test_a_strangers_mark_is_not_ours(self):
        self.api.add_comment(7, f"{MARK}\nhijacked", {"login": "person", "type": "User"})
        self.run_script("comment", "--summary", self.summary("## FAIL"))
        self.assertEqual(self.api.bodies(), [f"{MARK}\nhijacked", f"{MARK}\n## FAIL"])

    def test_another_gate_has_a_comment_of_its_own(self):
        self.run_script("comment", "--summary", self.summary("one"))
        self.run_script("--name", "memory", "comment", "--summary", self.summary("two"))
        self.assertEqual(len(self.api.comments), 2)

    def test_comment_on_a_later_page_is_found_and_doubles_go(self):
        for number in range(230):
            self.api.add_comment(7, f"word {number}", {"login": "person", "type": "User"})
        self.api.add_comment(7, f"{MARK}\nold")
        self.api.add_comment(7, f"{MARK}\nold twin")
        self.run_script("comment", "--summary", self.summary("new"))
        self.assertEqual(self.api.bodies()[230:], [f"{MARK}\nnew"])

    def test_long_summary_is_cut_at_a_line(self):
        self.run_script("comment", "--summary", self.summary("0123456789\n" * 20_000))
        (body,) = self.api.bodies()
        self.assertLess(len(body), 65_536)
        self.assertIn("0123456789\n... cut", body.replace("\n\n", "\n"))

    # Faults

    def test_a_forks_token_may_not_write_and_that_is_said(self):
        self.api.read_only = True
        self.assertIn("::notice title=perfstat::comment: not permitted", self.run_script("comment", "--summary", self.summary("x")))
        self.assertIn("::notice", self.run_script("begin"))
        self.assertEqual((self.api.comments, self.api.checks), ({}, {}))
        self.assertFalse((self.folder / "output").exists())

    def test_server_errors_are_tried_again(self):
        self.api.fail("GET", "comments", 502, times=3)
        self.api.fail("POST", "comments", 500, times=1)
        self.run_script("comment", "--summary", self.summary("x"))
        self.assertEqual(self.api.bodies(), [f"{MARK}\nx"])

    def test_a_change_that_was_made_before_the_error_is_not_made_twice(self):
        self.api.fail("POST", "comments", 504, done=True)
        self.run_script("comment", "--summary", self.summary("x"))
        self.assertEqual(self.api.bodies(), [f"{MARK}\nx"])
        self.api.fail("POST", "check-runs", 503, done=True)
        self.run_script("begin")
        self.assertEqual(len(self.api.checks), 1)

    def test_server_errors_without_end_are_given_up(self):
        self.api.fail("GET", "comments", 503, times=99)
        self.assertIn("503", self.run_script("comment", "--summary", self.summary("x"), status=2))
        self.assertEqual(len(self.api.log), 4)

    def test_rate_limits_are_waited_for(self):
        self.api.fail("GET", "comments", 429, {"Retry-After": "2"})
        self.api.fail("POST", "comments", 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 5)})
        self.run_script("comment", "--summary", self.summary("x"))
        self.assertEqual(self.api.bodies(), [f"{MARK}\nx"])

    def test_an_hour_is_not_waited_for(self):
        self.api.fail("GET", "comments", 429, {"Retry-After": "3600000"})
        self.assertIn("asked to wait 3600 s", self.run_script("comment", "--summary", self.summary("x"), status=2))

    def test_nobody_listens(self):
        self.run_script("comment", "--summary", self.summary("x"), status=2, address="http://127.0.0.1:9")

    def test_wrong_usage(self):
        self.run_script("nonsense", status=64)

    # Checks

    def test_check_is_pending_then_complete(self):
        self.assertRegex(self.run_script("begin"), "check=[0-9]+")
        ((identifier, check),) = self.api.checks.items()
        self.assertEqual((check["status"], check["head_sha"], check["conclusion"]), ("in_progress", SHA, None))
        self.assertEqual((self.folder / "output").read_text(), f"check={identifier}\n")
        for status, conclusion in [("1", "failure"), ("0", "success"), ("2", "failure"), ("3", "failure"), ("cancelled", "cancelled")]:
            self.run_script("finish", "--check", str(identifier), "--status", status, "--summary", self.summary("## word\n\ntext"))
            self.assertEqual((check["status"], check["conclusion"]), ("completed", conclusion))
            self.assertEqual(check["output"]["title"], "word")
        self.event = {}
        self.run_script("begin")
        self.assertEqual(list(self.api.checks.values())[1]["head_sha"], OTHER_SHA)

    # Issue and pull request

    def test_rolling_issue(self):
        self.assertIn("nothing open", self.run_script("issue"))
        self.assertIn("created", self.run_script("issue", "--summary", self.summary("since abc")))
        self.assertIn("unchanged", self.run_script("issue", "--summary", self.summary("since abc")))
        self.assertIn("updated", self.run_script("issue", "--summary", self.summary("since abc and def")))
        ((number, issue),) = self.api.issues.items()
        self.assertEqual(issue["body"], f"{MARK}\nsince abc and def")
        self.assertIn("closed", self.run_script("issue"))
        self.assertEqual(issue["state"], "closed")
        self.assertIn("No regression is open", self.api.bodies()[0])
        self.run_script("issue", "--summary", self.summary("again"))
        self.assertEqual(len(self.api.issues), 2)

    def test_one_pull_request_for_a_branch(self):
        arguments = ["propose", "--branch", "perfstat/accept-a", "--base", "main", "--title", "Accept", "--summary", self.summary("why")]
        self.run_script(*arguments)
        self.run_script(*arguments)
        self.assertEqual(len(self.api.pulls), 1)
        self.api.read_only = True
        self.api.pulls = {}
        self.run_script(*arguments, status=2)

    # Forks

    def fork(self, action="completed", conclusion="success", event="pull_request"):
        self.api.pulls[7] = {"number": 7, "head": {"label": "forker:topic", "sha": SHA, "repo": {"id": 99}}}
        self.event = {
            "action": action,
            "repository": {"id": 1},
            "workflow_run": {
                "id": 5, "event": event, "conclusion": conclusion, "head_sha": SHA, "head_branch": "topic",
                "head_repository": {"id": 99, "owner": {"login": "forker"}}, "pull_requests": [],
            },
        }

    def test_fork_gets_check_and_comment(self):
        self.fork("requested", conclusion=None)
        self.run_script("receive", "--artifact", "performance")
        (check,) = self.api.checks.values()
        self.assertEqual((check["status"], check["head_sha"]), ("in_progress", SHA))
        self.assertEqual(self.api.comments, {})
        self.fork()
        self.api.add_artifact(5, "performance", {"report.json": REPORT, "../../evil": "x", "summary.md": "hostile"})
        for _ in range(2):
            self.run_script("receive", "--artifact", "performance")
            (body,) = self.api.bodies()
            self.assertIn(f"{MARK}\n## rendered", body)
            self.assertNotIn("hostile", body)
        self.assertEqual(check["conclusion"], "success")
        self.assertEqual(self.api.strayed, [])
        self.assertFalse((self.folder.parent / "evil").exists())

    def test_failed_job_is_not_made_green_by_its_report(self):
        self.fork(conclusion="failure")
        self.api.add_artifact(5, "performance", {"report.json": REPORT})
        self.run_script("receive", "--artifact", "performance")
        self.assertEqual([c["conclusion"] for c in self.api.checks.values()], ["failure"])
        self.assertIn("whatever its report says", self.api.bodies()[0])

    def test_hostile_artifacts(self):
        bomb = b"\0" * (65 << 20)
        for members, data, size in [
            ({"other": "x"}, None, None),
            ({"report.json": "{}"}, None, None),
            ({"report.json": bomb}, None, None),
            (None, b"no zip", None),
            ({"report.json": REPORT}, None, 1 << 40),
            ({"report.json": '{"decision": ["pass"]}'}, None, None),
            ({"report.json": '{"decision": "excellent"}'}, None, None),
        ]:
            self.fork()
            self.api.checks = {}
            self.api.add_artifact(5, "performance", members, data, size)
            self.run_script("receive", "--artifact", "performance")
            self.assertEqual([c["conclusion"] for c in self.api.checks.values()], ["failure"], members and list(members))

    def test_no_artifact_is_no_pass(self):
        self.fork()
        self.run_script("receive", "--artifact", "performance")
        self.assertEqual([c["conclusion"] for c in self.api.checks.values()], ["failure"])
        self.assertIn("left no artifact", self.api.bodies()[0])

    def test_what_is_none_of_our_business(self):
        self.fork(event="push")
        self.run_script("receive")
        self.fork()
        self.event["workflow_run"]["head_sha"] = OTHER_SHA  # pushed again meanwhile
        self.run_script("receive")
        self.fork()
        self.event["workflow_run"]["head_repository"]["id"] = 98  # another fork of the same owner's name
        self.run_script("receive")
        self.fork()
        self.event["workflow_run"]["head_repository"]["id"] = 1  # the repository's own branch
        self.run_script("receive")
        self.assertEqual((self.api.comments, self.api.checks), ({}, {}))


if __name__ == "__main__":
    unittest.main()

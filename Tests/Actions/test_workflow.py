"""A pull request from nothing to its verdict: the workflow files of docs/ci.md in a fresh repository with a C++ benchmark, on a bare git
server on the file system and a fake of the API. PERFSTAT is the command under test."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from fake_api import TOKEN, FakeAPI
from runner import ROOT, Runner

# Its clock is a count of steps with a little noise: this test is about the workflow, not about the machine.
BENCHMARK = """
#include <cstdio>
#include <initializer_list>
#include <unistd.h>
int main() {
  unsigned state = getpid();
  for (int i = 0; i < 5; ++i)
    for (const char* name : {"Parse", "Print", "Sort"}) {
      state = state * 1664525u + 1013904223u;
      std::printf("Benchmark%s-2 1000 %.3f ns/op\\n", name, WORK * (1 + (state >> 16) % 1000 / 1e5));
    }
}
"""


def blocks():
    return re.findall(r"```yaml\n(name: .*?)```", (ROOT / "docs/ci.md").read_text(), re.S)


class WorkflowTests(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.api = FakeAPI()
        self.server = self.folder / "server.git"
        self.git("init", "-q", "--bare", "-b", "main", str(self.server), folder=self.folder)
        self.git("-C", str(self.server), "config", "uploadpack.allowAnySHA1InWant", "true", folder=self.folder)
        self.git("clone", "-q", str(self.server), "project", folder=self.folder)
        self.project = self.folder / "project"
        self.git("checkout", "-q", "-b", "main")
        (self.project / "bench.cpp").write_text(BENCHMARK)
        self.commit("work.h", "#define WORK 100.0", "main")
        gate, self.forks = blocks()[:2]
        # The file of the documentation, with this project's own commands.
        self.gate = re.sub(
            r"      setup: .*\n      measure: .*\n",
            "      build: g++ -include work.h -o bench bench.cpp\n      measure: ./bench\n", gate)
        self.assertIn("./bench", self.gate)
        self.assertLessEqual(len(gate.splitlines()), 15)
        self.runner = Runner(self.folder, self.api, self.server, self.release(), os.environ.get("PERFSTAT_LIBRARIES", ""))

    def tearDown(self):
        self.api.shutdown()
        self.api.server_close()
        shutil.rmtree(self.folder)

    def git(self, *arguments, folder=None):
        done = subprocess.run(
            ["git", "-c", "user.name=Test", "-c", "user.email=test@localhost", *arguments],
            cwd=folder or self.project, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def commit(self, file, text, branch):
        (self.project / file).write_text(text + "\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"{file} on {branch}")
        self.git("push", "-q", "origin", f"HEAD:{branch}")
        return self.git("rev-parse", "HEAD")

    def release(self):
        """A release of the command under test, as the release workflow lays it out."""
        version = (ROOT / "VERSION").read_text().strip()
        name = f"perfstat-{version}-linux-{os.uname().machine}"
        folder = self.folder / "releases" / f"v{version}"
        (folder / name / "bin").mkdir(parents=True)
        os.symlink(os.environ["PERFSTAT"], folder / name / "bin/perfstat")
        subprocess.run(["tar", "-czf", f"{name}.tar.gz", name], cwd=folder, check=True)
        with open(folder / "SHA256SUMS", "w") as sums:
            subprocess.run(["sha256sum", f"{name}.tar.gz"], cwd=folder, check=True, stdout=sums)
        self.package = folder / f"{name}.tar.gz"
        return self.folder / "releases"

    def pull(self, sha, fork=False):
        self.runner.log = ""
        self.api.pulls[7] = {"number": 7, "head": {"label": "forker:topic" if fork else "owner:topic", "sha": sha, "repo": {"id": 99 if fork else 1}}}
        event = {"pull_request": {"number": 7, "head": {"sha": sha}, "base": {"ref": "main"}}, "repository": {"id": 1}}
        return self.runner.call(self.gate, "pull_request", event, sha, TOKEN)

    def check_of(self, sha):
        (check,) = [c for c in self.api.checks.values() if c["head_sha"] == sha]
        return check

    def test_slow_then_fixed_then_again(self):
        self.git("checkout", "-q", "-b", "topic")
        slow = self.commit("work.h", "#define WORK 150.0", "topic")
        self.assertEqual(self.pull(slow), 1, self.runner.log)
        (comment,) = self.api.comments.values()
        self.assertRegex(comment["body"], "(?s)^<!-- perfstat:performance -->\n## ❌ FAIL - 3 regression")
        self.assertEqual(self.check_of(slow)["conclusion"], "failure")
        # It was pending before anything was measured.
        changes = [method for method, path in self.api.log if "check-runs" in path and method != "GET"]
        self.assertEqual(changes, ["POST", "PATCH"])

        fixed = self.commit("work.h", "#define WORK 100.1", "topic")
        for _ in range(2):
            self.assertEqual(self.pull(fixed), 0, self.runner.log)
            (same,) = self.api.comments.values()
            self.assertEqual(same["id"], comment["id"])
            self.assertRegex(same["body"], "(?s)^<!-- perfstat:performance -->\n## ✅ PASS")
            self.assertEqual({c["conclusion"] for c in self.api.checks.values() if c["head_sha"] == fixed}, {"success"})

    def test_what_does_not_build_is_no_pass(self):
        self.git("checkout", "-q", "-b", "topic")
        broken = self.commit("work.h", "#error broken", "topic")
        self.assertEqual(self.pull(broken), 2, self.runner.log)
        self.assertIn("nothing was judged", list(self.api.comments.values())[0]["body"])
        self.assertEqual(self.check_of(broken)["conclusion"], "failure")

    def test_fork(self):
        self.git("checkout", "-q", "-b", "topic")
        slow = self.commit("work.h", "#define WORK 150.0", "fork-topic")
        self.api.read_only = True
        self.assertEqual(self.pull(slow, fork=True), 1, self.runner.log)
        self.assertEqual((self.api.comments, self.api.checks), ({}, {}))
        self.api.read_only = False
        event = {
            "action": "completed", "repository": {"id": 1},
            "workflow_run": {
                "id": 5, "event": "pull_request", "conclusion": "failure", "head_sha": slow, "head_branch": "topic",
                "head_repository": {"id": 99, "owner": {"login": "forker"}}, "pull_requests": [],
            },
        }
        for action in ("requested", "completed", "completed"):
            self.assertEqual(self.runner.call(self.forks, "workflow_run", event | {"action": action}, "main", TOKEN), 0, self.runner.log)
        (comment,) = self.api.comments.values()
        self.assertIn("## ❌ FAIL - 3 regression", comment["body"])
        self.assertIn("own code", comment["body"])
        self.assertEqual({c["conclusion"] for c in self.api.checks.values()}, {"failure"})
        # The second job never had the fork's tree.
        self.assertEqual(list((self.runner.work / "tree").iterdir()), [])

    def caller(self, name, inputs, permissions):
        lines = "".join(f"      {k}: {v}\n" for k, v in inputs.items())
        return (
            f"name: x\non: push\npermissions: {{{permissions}}}\njobs:\n  x:\n"
            f"    uses: OWNER/perfstat/.github/workflows/{name}.yml@v1\n    with:\n"
            "      build: g++ -include work.h -o bench bench.cpp\n      measure: ./bench\n" + lines)

    def keep_jobs(self, commits):
        """Jobs of commits as the benchmark would have left them."""
        runner = self.fingerprint()
        lines = []
        for number, commit in enumerate(commits):
            lines.append({
                "format": "perfstat.run", "version": 1, "id": f"job{number}", "commit": commit,
                "date": f"2026-01-{number + 1:02}T03:04:05Z", "runner": runner,
            })
            level = 100 if number < 11 else 150
            for name in ("Parse-2", "Print-2", "Sort-2"):
                values = [level * (1 + (7 * i + 3 * number) % 10 / 1e3) for i in range(5)]
                lines.append({
                    "benchmark": name, "metric": {"name": "time", "unit": "ns", "better": "lower"},
                    "executions": [{"iterations": 1000, "values": values}],
                })
        (self.project / "jobs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        subprocess.run(
            [os.environ["PERFSTAT"], "archive", "push", "jobs.jsonl", "--to", "git:origin/perfstat-data"],
            cwd=self.project, check=True, capture_output=True)

    def fingerprint(self):
        """The runner of a job that is measured here."""
        subprocess.run(
            [os.environ["PERFSTAT"], "collect", "--quiet", "--executions", "1", "--output", "own.jsonl", "--", "echo",
             "BenchmarkParse-2 1000 1 ns/op"], cwd=self.project, check=True, capture_output=True)
        return json.loads((self.project / "own.jsonl").read_text().splitlines()[0])["runner"]

    def kept(self):
        return self.git("-C", str(self.server), "ls-tree", "-r", "--name-only", "perfstat-data").splitlines()

    def test_backfill_history_and_accept(self):
        self.runner.log = ""
        commits = [self.git("rev-parse", "HEAD")]
        for number in range(1, 22):
            work = 100 if number < 11 else 150
            commits.append(self.commit("work.h", f"#define WORK {work}.{number:02}", "main"))
        self.keep_jobs(commits[:18])
        backfill = self.caller("backfill", {"commits": 2, "executions": 1}, "contents: write")

        def run(workflow, head):
            self.assertEqual(self.runner.call(workflow, "push", {"repository": {"id": 1}}, head, TOKEN), 0, self.runner.log)

        # The newest first; the next run goes on where the first one stopped, and a third has nothing to do.
        for count in (20, 21, 21):
            run(backfill, commits[20])
            measured = {c for c in commits if any(c[:12] in p for p in self.kept())}
            self.assertEqual(measured, set(commits[:18] + (commits[19:21] if count == 20 else commits[18:21])))
            self.assertEqual(len(self.kept()), count)
        self.assertIn("backfill: 0 measured, 0 left out", self.runner.log)

        history = self.caller("history", {"executions": 1, "pages": "true"}, "contents: write, issues: write, pages: write, id-token: write")
        run(history, commits[-1])
        self.assertEqual(len(self.kept()), 22)
        self.assertIn("</html>", self.runner.page)
        (issue,) = self.api.issues.values()
        self.assertEqual(issue["state"], "open")
        self.assertIn("Parse", issue["body"])
        self.assertIn(commits[11][:7], issue["body"])

        accept = self.caller("accept", {"reason": "slower by design", "rounds": 2}, "contents: write, pull-requests: write")
        run(accept, commits[-1])
        (pull,) = self.api.pulls.values()
        branch = pull["head"]["label"].removeprefix("owner:")
        self.assertEqual(branch, f"perfstat/accept-{commits[-1][:12]}")
        files = self.git("-C", str(self.server), "diff", "--name-only", f"main...{branch}").splitlines()
        self.assertTrue(files and all(f.startswith(".performance-baselines/") for f in files), files)

    def test_package_with_another_checksum_is_refused(self):
        self.package.write_bytes(self.package.read_bytes() + b"x")
        self.git("checkout", "-q", "-b", "topic")
        sha = self.commit("work.h", "#define WORK 150.0", "topic")
        self.assertNotEqual(self.pull(sha), 0)
        self.assertIn("does not have the checksum of its release", self.runner.log)


if __name__ == "__main__":
    unittest.main()

"""As much of a workflow runner as these workflows need: a caller's workflow, the reusable one it names, composite actions, and
expressions. Everything runs in a clean environment; what the hosting side does (checkout, artifacts) is done here."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import zipfile

import yaml

ROOT = pathlib.Path(__file__).parents[2]


class Context(dict):
    """`a.b.c`, empty where there is none."""

    def __getattr__(self, name):
        value = self.get(name.replace("_dash_", "-"), "")
        return Context(value) if isinstance(value, dict) else value


def expand(text, contexts):
    """The text with each `${{ expression }}` replaced; lone expressions keep no type, as in an environment."""

    def value(match):
        expression = match[1].strip().replace("&&", " and ").replace("||", " or ")
        result = eval(expression, {"__builtins__": {}, "always": lambda: True}, contexts)  # our own files
        return {True: "true", False: "false", None: ""}.get(result, str(result)) if isinstance(result, (bool, type(None))) else str(result)

    return re.sub(r"\$\{\{(.*?)\}\}", value, text)


class Runner:
    def __init__(self, folder, api, server, releases, perfstat_libraries=""):
        self.folder, self.api, self.server, self.releases = pathlib.Path(folder), api, server, releases
        self.libraries = perfstat_libraries
        self.number = 0

    def call(self, workflow, event_name, event, head, token, run_id=5):
        """Runs a caller's workflow to its end; the exit status of the first step that failed, 0 if none did."""
        self.number += 1
        self.work = self.folder / f"run-{self.number}"
        (self.work / "tree").mkdir(parents=True)
        (self.work / "home").mkdir()
        (self.work / "event.json").write_text(json.dumps(event))
        self.head, self.run_id = head, run_id
        self.path = ["/usr/local/bin", "/usr/bin", "/bin"]
        pull = event.get("pull_request", {})
        self.github = Context(
            token=token, event=Context(event), event_name=event_name, ref=f"refs/pull/{pull.get('number', 0)}/merge",
            ref_name="main", base_ref=pull.get("base", {}).get("ref", ""), action_repository="owner/perfstat",
        )
        caller = yaml.safe_load(workflow)
        (job,) = caller["jobs"].values()
        name = re.fullmatch(r"OWNER/perfstat/\.github/workflows/([a-z]+\.yml)@v1", job["uses"])[1]
        called = yaml.safe_load((ROOT / ".github/workflows" / name).read_text())
        declared = called[True]["workflow_call"]["inputs"]  # YAML 1.1 reads `on` as true
        given = job.get("with", {})
        assert set(given) <= set(declared), set(given) - set(declared)
        missing = [k for k, v in declared.items() if v.get("required") and k not in given]
        assert not missing, missing
        inputs = {k: str(given.get(k, v.get("default", ""))) for k, v in declared.items()}
        steps = next(iter(called["jobs"].values()))["steps"]
        # What a job may do is what both files allow.
        allowed = caller.get("permissions", {})
        for permission, level in next(iter(called["jobs"].values())).get("permissions", {}).items():
            assert allowed.get(permission, "none") in (level, "write"), (permission, level)
        return self.steps(steps, inputs, None)[0]

    def steps(self, steps, inputs, action):
        status = 0
        results = Context()
        contexts = {"inputs": Context(inputs), "github": self.github, "steps": results, "runner": Context(temp=str(self.work / "temp"))}
        for step in steps:
            condition = step.get("if", "success()")
            always = "always()" in condition
            if status and not always:
                continue
            if condition != "success()" and expand("${{ " + condition + " }}", contexts) in ("false", ""):
                continue
            own, outputs = self.step(step, contexts, action)
            if "id" in step:
                results[step["id"]] = Context(outputs=Context(outputs), outcome="failure" if own else "success")
            status = status or own
        return status, results

    def step(self, step, contexts, action):
        uses = step.get("uses", "")
        given = {k: expand(str(v), contexts) for k, v in step.get("with", {}).items()}
        if uses.startswith("actions/checkout@"):
            subprocess.run(["git", "clone", "-q", str(self.server), str(self.work / "tree")], check=True)
            subprocess.run(["git", "-C", str(self.work / "tree"), "fetch", "-q", "origin", self.head], check=True)
            place = ["-B", "main"] if self.github.event_name == "push" else ["--detach"]
            subprocess.run(["git", "-C", str(self.work / "tree"), "checkout", "-q", *place, self.head], check=True)
            return 0, {}
        if uses.startswith("actions/upload-pages-artifact@"):
            self.page = (pathlib.Path(given["path"]) / "index.html").read_text()
            return 0, {}
        if uses.startswith("actions/upload-artifact@"):
            members = {str(p.relative_to(given["path"])): p.read_bytes() for p in pathlib.Path(given["path"]).rglob("*") if p.is_file()}
            if members:
                self.api.add_artifact(self.run_id, given["name"], members)
            return 0, {}
        if uses.startswith("$/"):
            folder = ROOT / uses[2:]
            definition = yaml.safe_load((folder / "action.yml").read_text())
            declared = definition.get("inputs", {})
            assert set(given) <= set(declared), (uses, set(given) - set(declared))
            defaults = {k: expand(str(v.get("default", "")), contexts) for k, v in declared.items()}
            status, results = self.steps(definition["runs"]["steps"], defaults | given, folder)
            named = {k: expand(v["value"], {"steps": results}) for k, v in definition.get("outputs", {}).items()}
            return status, named
        assert "run" in step, step
        environment = {k: expand(str(v), contexts) for k, v in step.get("env", {}).items()}
        return self.shell(expand(step["run"], contexts), environment, action)

    def shell(self, script, environment, action):
        temp = self.work / "temp"
        temp.mkdir(exist_ok=True)
        for name in ("output", "path", "summary"):
            (self.work / name).write_text("")
        own = {
            "PATH": ":".join(self.path), "HOME": str(self.work / "home"), "LANG": "C.UTF-8", "CI": "true", "RUNNER_TEMP": str(temp),
            "GITHUB_API_URL": self.api.address, "GITHUB_REPOSITORY": "owner/project", "GITHUB_RUN_ID": str(self.run_id),
            "GITHUB_EVENT_PATH": str(self.work / "event.json"), "GITHUB_OUTPUT": str(self.work / "output"),
            "GITHUB_PATH": str(self.work / "path"), "GITHUB_STEP_SUMMARY": str(self.work / "summary"), "GITHUB_SHA": self.head,
            "GITHUB_ACTION_PATH": str(action or ""), "RELEASES": str(self.releases), "PERFSTAT_API_BACKOFF": "0.001",
            "LD_LIBRARY_PATH": self.libraries,
        }
        (self.work / "step.sh").write_text(script + "\n")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(self.work / "step.sh")],
            cwd=self.work / "tree", env=own | environment, capture_output=True, text=True, timeout=600,
        )
        self.log = getattr(self, "log", "") + done.stdout + done.stderr
        self.path = [p for p in (self.work / "path").read_text().split("\n") if p] + self.path
        outputs = dict(line.split("=", 1) for line in (self.work / "output").read_text().splitlines())
        return done.returncode, outputs

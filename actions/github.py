#!/usr/bin/env python3
"""Talks to the GitHub API for the workflows: check runs, one comment, one rolling issue, a pull request.

Runs with Python's standard library alone. The event is read from GITHUB_EVENT_PATH, the address from GITHUB_API_URL, the
token from GITHUB_TOKEN, as the runner sets them. Nothing that comes from a pull request is ever executed, and names reach
a comment only through `perfstat report`, which escapes them.

Exit status: 0 done, or not permitted and said so (a fork's token may not write); 2 the API could not be used; 64 usage.
"""

import argparse
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

BODY_LIMIT = 60_000  # characters; the API takes 65,536
ARTIFACT_LIMIT = 64 << 20  # bytes, packed and unpacked
PAGES_LIMIT = 30  # of 100 entries
TRIES = 4
LONGEST_WAIT = 120.0  # seconds


class Failure(Exception):
    """The API said no in a way that trying again does not mend."""


class NotPermitted(Failure):
    """The token may not do this: what a fork's pull request gets."""


class Unsure(Failure):
    """A request that changes something broke off: it may have been done."""


class KeepMethod(urllib.request.HTTPRedirectHandler):
    """No redirect is followed by itself: the token must not travel to another host."""

    def redirect_request(self, *_):
        return None


def wait_for(headers, tries):
    """Seconds to wait before the next try, by what the API asked for."""
    unit = float(os.environ.get("PERFSTAT_API_BACKOFF", "1"))
    asked = headers.get("Retry-After", "")
    if asked.isdigit():
        return float(asked) * unit
    reset = headers.get("X-RateLimit-Reset", "")
    if headers.get("X-RateLimit-Remaining") == "0" and reset.isdigit():
        return max(1.0, float(reset) - time.time()) * unit
    return 2.0**tries * unit


class API:
    def __init__(self):
        self.base = os.environ.get("GITHUB_API_URL", "https://api.github.com").rstrip("/")
        self.token = os.environ.get("GITHUB_TOKEN", "")
        self.repository = os.environ["GITHUB_REPOSITORY"]
        self.opener = urllib.request.build_opener(KeepMethod)

    def url(self, path, **query):
        text = f"{self.base}/repos/{self.repository}/{path}"
        return text + ("?" + urllib.parse.urlencode(query) if query else "")

    def send(self, method, url, body=None, limit=16 << 20):
        """Status, headers and bytes. Tries again what failed on the other side; a change only where it surely was not made."""
        for number in range(TRIES):
            request = urllib.request.Request(url, method=method)
            request.add_header("Accept", "application/vnd.github+json")
            request.add_header("X-GitHub-Api-Version", "2022-11-28")
            request.add_header("User-Agent", "perfstat")
            if self.token and url.startswith(self.base + "/"):
                request.add_header("Authorization", f"Bearer {self.token}")
            if body is not None:
                request.data = json.dumps(body).encode()
                request.add_header("Content-Type", "application/json")
            broken = None
            try:
                with self.opener.open(request, timeout=30) as answer:
                    data = answer.read(limit + 1)
                    if len(data) > limit:
                        raise Failure(f"{method} {url}: an answer of more than {limit} bytes")
                    return answer.status, answer.headers, data
            except urllib.error.HTTPError as error:
                status, headers = error.code, error.headers
                text = error.read(4096).decode("utf-8", "replace")
                if status in (301, 302, 303, 307, 308):
                    return status, headers, b""
                limited = status == 429 or (
                    status == 403
                    and (headers.get("Retry-After") or headers.get("X-RateLimit-Remaining") == "0")
                )
                if status == 404 and method == "DELETE":
                    return status, headers, b""
                if status < 500 and not limited:
                    kind = NotPermitted if status in (401, 403) else Failure
                    raise kind(f"{method} {url}: {status} {message(text)}") from None
                broken = f"{status} {message(text)}"
                if status >= 500 and method in ("POST", "PATCH"):
                    raise Unsure(f"{method} {url}: {broken}") from None
            except (urllib.error.URLError, OSError) as error:
                headers = {}
                broken = str(getattr(error, "reason", error))
                if method in ("POST", "PATCH"):
                    raise Unsure(f"{method} {url}: {broken}") from None
            pause = wait_for(headers, number)
            if number + 1 == TRIES or pause > LONGEST_WAIT:
                raise Failure(f"{method} {url}: {broken}" + (f"; asked to wait {pause:.0f} s" if headers else ""))
            time.sleep(pause)
        raise AssertionError

    def json(self, method, path, body=None, **query):
        _, _, data = self.send(method, self.url(path, **query), body)
        return json.loads(data) if data else None

    def pages(self, path, key=None, **query):
        for page in range(1, PAGES_LIMIT + 1):
            entries = self.json("GET", path, per_page=100, page=page, **query)
            entries = entries[key] if key else entries
            yield from entries
            if len(entries) < 100:
                return


def message(text):
    try:
        return one_line(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return one_line(text[:200])


def one_line(text):
    return re.sub(r"[\x00-\x1f\x7f]+", " ", str(text))[:300]


def surely(change):
    """Repeats a change that looks first whether it was made already."""
    for number in range(TRIES):
        try:
            return change()
        except Unsure:
            if number + 1 == TRIES:
                raise
            time.sleep(wait_for({}, number))
    raise AssertionError


def event():
    return json.loads(pathlib.Path(os.environ["GITHUB_EVENT_PATH"]).read_text())


def note(kind, text):
    """An annotation of the runner; its text may not end the command."""
    print(f"::{kind} title=perfstat::{one_line(text).replace('%', '%25')}")


def output(name, value):
    path = os.environ.get("GITHUB_OUTPUT")
    if path:
        with open(path, "a") as file:
            file.write(f"{name}={one_line(value)}\n")
    print(f"{name}={one_line(value)}")


def cut(text):
    """At most what the API takes, ending at a line."""
    if len(text) <= BODY_LIMIT:
        return text
    return text[:BODY_LIMIT].rsplit("\n", 1)[0] + "\n\n... cut; the whole report is an artifact of the run."


# Check runs

TITLES = {
    0: ("success", "no regression"),
    1: ("failure", "slower than the threshold allows"),
    2: ("failure", "could not judge"),
    3: ("failure", "not decided, or too little was judged"),
}


def conclusion(status):
    return TITLES.get(status, ("failure", f"exit status {status}"))


def run_address():
    return "{}/{}/actions/runs/{}".format(
        os.environ.get("GITHUB_SERVER_URL", "https://github.com"),
        os.environ["GITHUB_REPOSITORY"],
        os.environ.get("GITHUB_RUN_ID", "0"),
    )


def begin_check(api, name, sha):
    def change():
        for check in api.pages(f"commits/{sha}/check-runs", key="check_runs", check_name=name):
            if check.get("status") != "completed" and check.get("external_id") == "perfstat":
                return check["id"]
        body = {
            "name": name,
            "head_sha": sha,
            "status": "in_progress",
            "external_id": "perfstat",
            "details_url": run_address(),
            "output": {"title": "measuring", "summary": "Base and head are being measured."},
        }
        return api.json("POST", "check-runs", body)["id"]

    return surely(change)


def finish_check(api, identifier, status, summary):
    verdict, title = ("cancelled", "cancelled") if status == "cancelled" else conclusion(int(status))
    first = next((line for line in summary.splitlines() if line.startswith("#")), "").lstrip("# ")
    body = {
        "status": "completed",
        "conclusion": verdict,
        "output": {"title": (first or title)[:200], "summary": cut(summary) or title},
    }
    surely(lambda: api.json("PATCH", f"check-runs/{identifier}", body))


# One comment

def marker(name):
    return f"<!-- perfstat:{re.sub('[^A-Za-z0-9 _.-]', '-', name)} -->"


def own(entries, mark, author):
    """Entries that we wrote: a stranger can write the mark too, but not as us."""
    return [
        e
        for e in entries
        if (e.get("user") or {}).get("login") == author and (e.get("body") or "").startswith(mark)
    ]


def put_comment(api, number, name, author, summary):
    """Creates, updates or, without a summary, deletes the one comment."""
    mark = marker(name)

    def change():
        first, *others = own(api.pages(f"issues/{number}/comments"), mark, author) or [None]
        for other in others if summary else [c for c in [first, *others] if c]:
            api.json("DELETE", f"issues/comments/{other['id']}")
        if not summary:
            return "deleted" if first else "nothing to delete"
        body = {"body": cut(f"{mark}\n{summary}")}
        if first is None:
            api.json("POST", f"issues/{number}/comments", body)
            return "created"
        if first["body"] == body["body"]:
            return "unchanged"
        api.json("PATCH", f"issues/comments/{first['id']}", body)
        return "updated"

    return surely(change)


def put_issue(api, name, author, title, summary):
    """One open issue while there is something to say; closed with a word when there no longer is."""
    mark = marker(name)

    def change():
        entries = [i for i in api.pages("issues", state="open", creator=author) if "pull_request" not in i]
        first, *others = own(entries, mark, author) or [None]
        if not summary:
            for issue in [i for i in [first, *others] if i]:
                api.json("POST", f"issues/{issue['number']}/comments", {"body": "No regression is open any more."})
                api.json("PATCH", f"issues/{issue['number']}", {"state": "closed", "state_reason": "completed"})
            return "closed" if first else "nothing open"
        for issue in others:
            api.json("PATCH", f"issues/{issue['number']}", {"state": "closed", "state_reason": "not_planned"})
        body = {"title": title[:200], "body": cut(f"{mark}\n{summary}")}
        if first is None:
            api.json("POST", "issues", body)
            return "created"
        if (first["title"], first["body"]) == (body["title"], body["body"]):
            return "unchanged"
        api.json("PATCH", f"issues/{first['number']}", body)
        return "updated"

    return surely(change)


def propose(api, branch, base, title, summary):
    """A pull request of our own branch, or the one that is open already."""
    owner = api.repository.split("/")[0]

    def change():
        for pull in api.json("GET", "pulls", state="open", head=f"{owner}:{branch}", base=base) or []:
            return pull["number"]
        body = {"title": title[:200], "head": branch, "base": base, "body": cut(summary)}
        return api.json("POST", "pulls", body)["number"]

    return surely(change)


# The second job of a fork's pull request

def pull_of(api, run):
    """Number of the open pull request whose head the run measured; the artifact is not asked."""
    owner, branch = run["head_repository"]["owner"]["login"], run["head_branch"]
    for pull in api.pages("pulls", state="open", head=f"{owner}:{branch}"):
        head = pull["head"]
        if head["sha"] == run["head_sha"] and (head.get("repo") or {}).get("id") == run["head_repository"]["id"]:
            return pull["number"]
    return None


def artifact_report(api, run, artifact):
    """Bytes of report.json in the artifact, the only thing in it that is read; None without one."""
    entries = api.pages(f"actions/runs/{run['id']}/artifacts", key="artifacts", name=artifact)
    found = [a for a in entries if a["name"] == artifact and not a.get("expired")]
    if not found:
        return None
    newest = max(found, key=lambda a: a["id"])
    if newest["size_in_bytes"] > ARTIFACT_LIMIT:
        raise Failure(f"the artifact has {newest['size_in_bytes']} bytes; at most {ARTIFACT_LIMIT} are read")
    status, headers, data = api.send("GET", api.url(f"actions/artifacts/{newest['id']}/zip"), limit=ARTIFACT_LIMIT)
    if status in (301, 302, 303, 307, 308):
        place = urllib.parse.urljoin(api.base, headers["Location"])
        if urllib.parse.urlsplit(place).scheme != urllib.parse.urlsplit(api.base).scheme:
            raise Failure("the artifact is at an address of another scheme")
        # Not from our base, so the token stays here.
        _, _, data = api.send("GET", place, limit=ARTIFACT_LIMIT)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("report.json") as member:
            report = member.read(ARTIFACT_LIMIT + 1)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise Failure(f"the artifact cannot be read: {one_line(error)}") from None
    if len(report) > ARTIFACT_LIMIT:
        raise Failure(f"report.json has more than {ARTIFACT_LIMIT} bytes")
    return report


STATUS_OF_DECISION = {"pass": 0, "warn": 0, "fail": 1, "error": 2, "inconclusive": 0}


def rendered(report):
    """The report as Markdown, and the exit status its decision stands for. Our own renderer escapes what strangers wrote."""
    try:
        done = subprocess.run(
            ["perfstat", "report", "-", "--format", "markdown"], input=report, capture_output=True, timeout=120
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failure(f"perfstat report: {one_line(error)}") from None
    if done.returncode != 0:
        raise Failure(f"the report cannot be read: {one_line(done.stderr.decode('utf-8', 'replace'))}")
    try:
        decision = json.loads(report)["decision"]
    except (ValueError, KeyError, TypeError, RecursionError):
        decision = "error"
    decision = decision if isinstance(decision, str) else "error"
    return done.stdout.decode("utf-8", "replace"), STATUS_OF_DECISION.get(decision, 2)


def receive(api, name, author, artifact):
    payload = event()
    run = payload["workflow_run"]
    if run["event"] != "pull_request":
        return note("notice", f"the run was started by {run['event']}: nothing to say")
    if run["head_repository"]["id"] == payload["repository"]["id"]:
        return note("notice", "the pull request is of this repository: its own job said it all")
    number = pull_of(api, run)
    if number is None:
        return note("notice", "no open pull request has this head any more: nothing to say")
    check = begin_check(api, name, run["head_sha"])
    if payload.get("action") != "completed":
        return None
    try:
        report = artifact_report(api, run, artifact)
        if report is None:
            raise Failure(f"the run left no artifact {artifact}")
        summary, status = rendered(report)
    except NotPermitted:
        raise
    except Failure as failure:
        reason = one_line(failure).replace("`", "'")
        summary, status = f"## ❌ ERROR\n\nNothing could be judged.\n\n```\n{reason}\n```\n", 2
    # The job's own end counts too: a report cannot make a failed job green.
    if run.get("conclusion") != "success" and status == 0:
        status = 2
        summary = f"## ❌ ERROR\n\nThe job ended with \"{one_line(run.get('conclusion'))}\", whatever its report says.\n\n{summary}"
    summary += "\n\n<sub>Measured and reported by the pull request's own code, without access to this repository.</sub>\n"
    print(put_comment(api, number, name, author, summary))
    finish_check(api, check, status, summary)
    return None


def text_of(path):
    return pathlib.Path(path).read_text(encoding="utf-8", errors="replace") if path and os.path.exists(path) else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--author", default="github-actions[bot]", help="login that the token stands for")
    parser.add_argument("--name", default="performance", help="name of the check and mark of the comment")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("begin", help="a check run that is pending; output: check")
    finish = commands.add_parser("finish", help="ends the check run")
    finish.add_argument("--check", required=True)
    finish.add_argument("--status", required=True, help="exit status of the gate, or cancelled")
    finish.add_argument("--summary", help="Markdown file")
    comment = commands.add_parser("comment", help="the one comment of the pull request")
    comment.add_argument("--summary", help="Markdown file; without it the comment is deleted")
    issue = commands.add_parser("issue", help="the one rolling issue")
    issue.add_argument("--title", default="Performance regressions are open")
    issue.add_argument("--summary", help="Markdown file; without it the issue is closed")
    pull = commands.add_parser("propose", help="a pull request; output: pull")
    pull.add_argument("--branch", required=True)
    pull.add_argument("--base", required=True)
    pull.add_argument("--title", required=True)
    pull.add_argument("--summary", required=True)
    second = commands.add_parser("receive", help="comments for a fork, from the event workflow_run")
    second.add_argument("--artifact", default="perfstat")
    try:
        options = parser.parse_args()
    except SystemExit as error:
        sys.exit(64 if error.code else 0)

    try:
        api = API()
        if options.command == "begin":
            payload = event()
            pull = payload.get("pull_request")
            sha = pull["head"]["sha"] if pull else os.environ["GITHUB_SHA"]
            output("check", begin_check(api, options.name, sha))
        elif options.command == "finish":
            finish_check(api, options.check, options.status, text_of(options.summary))
        elif options.command == "comment":
            number = event()["pull_request"]["number"]
            print(put_comment(api, number, options.name, options.author, text_of(options.summary)))
        elif options.command == "issue":
            print(put_issue(api, options.name, options.author, options.title, text_of(options.summary)))
        elif options.command == "propose":
            output("pull", propose(api, options.branch, options.base, options.title, text_of(options.summary)))
        else:
            receive(api, options.name, options.author, options.artifact)
    except NotPermitted as refused:
        if options.command not in ("begin", "finish", "comment"):
            print(f"github: {one_line(refused)}", file=sys.stderr)
            sys.exit(2)
        note("notice", f"{options.command}: not permitted, as for a fork's pull request; the second workflow does it ({refused})")
    except Failure as failure:
        print(f"github: {one_line(failure)}", file=sys.stderr)
        sys.exit(2)
    except (KeyError, TypeError, ValueError, OSError) as error:
        print(f"github: the event or an answer is not as expected: {type(error).__name__}: {one_line(error)}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()

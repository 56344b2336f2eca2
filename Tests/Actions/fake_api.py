"""What the workflows use of the GitHub API, on the loopback interface: state in memory, answers in the layout of version
2022-11-28, faults on demand."""

import http.server
import io
import json
import re
import threading
import urllib.parse
import zipfile

TOKEN = "token-of-the-test"
BOT = {"login": "github-actions[bot]", "type": "Bot", "id": 41898282}


class FakeAPI(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.comments, self.checks, self.issues, self.pulls, self.artifacts = {}, {}, {}, {}, {}
        self.blobs = {}
        self.next_id = 1000
        self.read_only = False
        # [method, pattern of the path, status, headers, times, whether the change is made all the same]
        self.faults = []
        self.log = []
        self.strayed = []  # requests to the blob store that carried the token
        self.lock = threading.RLock()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def new_id(self):
        self.next_id += 1
        return self.next_id

    def fail(self, method, pattern, status, headers=None, times=1, done=False):
        self.faults.append([method, pattern, status, headers or {}, times, done])

    def add_comment(self, number, body, user=None):
        comment = {"id": self.new_id(), "body": body, "user": user or BOT, "number": number}
        self.comments[comment["id"]] = comment
        return comment

    def add_artifact(self, run, name, members=None, data=None, size=None):
        if data is None:
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for path, content in members.items():
                    archive.writestr(path, content)
            data = packed.getvalue()
        identifier = self.new_id()
        self.artifacts[identifier] = {
            "id": identifier, "name": name, "run": run, "expired": False, "size_in_bytes": size or len(data),
        }
        self.blobs[identifier] = data

    def bodies(self):
        return [c["body"] for c in self.comments.values()]


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, value=None, headers=None, data=None):
        data = json.dumps(value).encode() if data is None and value is not None else data or b""
        self.send_response(status)
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_any(self):
        server = self.server
        split = urllib.parse.urlsplit(self.path)
        path, query = split.path, dict(urllib.parse.parse_qsl(split.query))
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        with server.lock:
            server.log.append((self.command, path))
            if path.startswith("/blob/"):
                if self.headers.get("Authorization"):
                    server.strayed.append(path)
                    return self.answer(400, {"message": "two kinds of authorisation"})
                return self.answer(200, data=server.blobs[int(path.split("/")[2])])
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self.answer(401, {"message": "Bad credentials"})
            for fault in server.faults:
                method, pattern, status, headers, times, done = fault
                if times > 0 and method == self.command and re.search(pattern, path):
                    fault[4] -= 1
                    if done:
                        self.route(path, query, body, silent=True)
                    return self.answer(status, {"message": f"fault {status}"}, headers)
            if server.read_only and self.command != "GET":
                return self.answer(403, {"message": "Resource not accessible by integration"})
            return self.route(path, query, body)

    do_GET = do_POST = do_PATCH = do_DELETE = handle_any

    def route(self, path, query, body, silent=False):
        answer = (lambda *_, **__: None) if silent else self.answer
        server = self.server
        parts = path.removeprefix("/repos/owner/project/").split("/")
        page = (int(query.get("page", 1)) - 1) * int(query.get("per_page", 30))

        def paged(entries):
            return list(entries)[page : page + int(query.get("per_page", 30))]

        match self.command, parts:
            case "GET", ["issues", number, "comments"]:
                return answer(200, paged(c for c in server.comments.values() if c["number"] == int(number)))
            case "POST", ["issues", number, "comments"]:
                return answer(201, server.add_comment(int(number), body["body"]))
            case "PATCH", ["issues", "comments", identifier]:
                server.comments[int(identifier)].update(body)
                return answer(200, server.comments[int(identifier)])
            case "DELETE", ["issues", "comments", identifier]:
                found = server.comments.pop(int(identifier), None)
                return answer(204 if found else 404, None if found else {"message": "Not Found"})
            case "GET", ["commits", sha, "check-runs"]:
                found = [c for c in server.checks.values() if c["head_sha"] == sha and c["name"] == query["check_name"]]
                return answer(200, {"total_count": len(found), "check_runs": paged(found)})
            case "POST", ["check-runs"]:
                check = {"id": server.new_id(), "conclusion": None, **body}
                server.checks[check["id"]] = check
                return answer(201, check)
            case "PATCH", ["check-runs", identifier]:
                server.checks[int(identifier)].update(body)
                return answer(200, server.checks[int(identifier)])
            case "GET", ["issues"]:
                return answer(200, paged(i for i in server.issues.values() if i["state"] == query["state"]))
            case "POST", ["issues"]:
                number = server.new_id()
                server.issues[number] = {"number": number, "state": "open", "user": BOT, **body}
                return answer(201, server.issues[number])
            case "PATCH", ["issues", number]:
                server.issues[int(number)].update(body)
                return answer(200, server.issues[int(number)])
            case "GET", ["pulls"]:
                return answer(200, paged(p for p in server.pulls.values() if p["head"]["label"] == query["head"]))
            case "POST", ["pulls"]:
                number = server.new_id()
                server.pulls[number] = {"number": number, "title": body["title"], "head": {"label": f"owner:{body['head']}"}}
                return answer(201, server.pulls[number])
            case "GET", ["actions", "runs", run, "artifacts"]:
                found = [a for a in server.artifacts.values() if a["run"] == int(run) and a["name"] == query["name"]]
                return answer(200, {"total_count": len(found), "artifacts": paged(found)})
            case "GET", ["actions", "artifacts", identifier, "zip"]:
                return answer(302, headers={"Location": f"{server.address}/blob/{identifier}".replace("127.0.0.1", "localhost")})
        return answer(404, {"message": "Not Found"})

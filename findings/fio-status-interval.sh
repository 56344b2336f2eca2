#!/usr/bin/env bash
# fio 3.33: with --status-interval the JSON output is several documents, and the first one is an unfinished job.
#
# Each state is a complete JSON document without a mark that it is not the last one, so that the file as a whole is no JSON, and a
# reader that takes the first document has the numbers of the first second. `jobs[].job_runtime` and `total_ios` grow from one to the next.
#
# Seen (2026-11): three or four documents for three seconds, total_ios 45, 95, 145, 150.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download -qq fio=3.33-3 libaio1 libnuma1 libibverbs1 librdmacm1 libpmem1 libndctl6 libdaxctl1 libnbd0 libgfapi0 libglusterfs0 libgfrpc0 libgfxdr0 librbd1 librados2 libboost-thread1.74.0 libboost-iostreams1.74.0 libfmt9 liblttng-ust1 libiscsi7 libnl-3-200 libnl-route-3-200 >log.txt 2>&1
for p in *.deb; do dpkg -x "$p" unpacked; done
export LD_LIBRARY_PATH=$work/unpacked/usr/lib/x86_64-linux-gnu:$work/unpacked/lib/x86_64-linux-gnu:$work/unpacked/usr/lib/x86_64-linux-gnu/ceph
unpacked/usr/bin/fio --name=a --filename=f.dat --size=512k --rw=read --bs=4k --rate_iops=50 --runtime=3 --time_based --status-interval=1 --output-format=json --output=out.json
python3 - <<'P'
import json, re
text, at, found = open("out.json").read(), 0, []
while match := re.compile(r"\s*(?=\{)").match(text, at):
    document, at = json.JSONDecoder().raw_decode(text, match.end())
    job = document["jobs"][0]
    found.append((job["job_runtime"], job["read"]["total_ios"]))
assert len(found) >= 3 and found == sorted(found) and found[0][1] < found[-1][1] / 2, found
print(found)
P

/// The cases of layouts that are tables.
extension FormatCase {
  static let tables: [FormatCase] = [
    FormatCase(
      layout: "tool-csv",
      files: [
        ("a.csv", "name,min,mean,rounds,iterations\nt.py::a,1,2,3,4\nt.py::bad,1,x,3,4\n"),
        ("b.csv", "name,param:n,median,iqr\nt.py::c,1,2,3\n"),
        (
          "c.csv",
          "expression,n,min,median,itr/sec,mem_alloc\nf,10,1ns,2µs,5,3KB\nf,20,1ns,4µs,5,3KB\n"
        ),
        ("d.csv", "Name,Mean (ps)\nAll.t,7\n"),
        ("e.csv", "expr,time\nm,8\n"),
      ],
      expected: [
        "name": ["t.py::a", "t.py::c", "f(n=10)", "f(n=20)", "All.t", "m"],
        "definition": ["t.py::c, time: median of the rounds"],
        "direction": ["time lower", "mem_alloc lower"],
        "unit": ["time s", "time us", "mem_alloc KiB", "time ps", "time ns"],
        "failed or skipped": ["t.py::bad: mean: expected a number, found \"x\""],
      ]),
    FormatCase(
      layout: "rebench",
      files: [
        (
          "r.data",
          "invocation\titeration\tvalue\tunit\tcriterion\tbenchmark\texecutor\tsuite\textraArgs\tcores\tinputSize\tvarValue\n"
            + "1\t1\t5\tms\ttotal\tb\tenv\tS\t\t1\t10\t\n1\t1\t6\tkb\tMaxRSS\tb\tenv\tS\t\t1\t10\t\n"
            + "1\t1\t7\tops/s\trate\tb\tenv\tS\t\t1\t10\t\n"
        )
      ],
      expected: [
        "name": ["S/b [executor=env,cores=1,inputSize=10]"],
        "direction": ["time lower", "MaxRSS lower", "rate higher"],
        "unit": ["time ms", "MaxRSS KiB", "rate ops/s"],
      ]),
    FormatCase(
      layout: "otava",
      files: [("a.csv", "time,commit,lat\n2026-01-01T00:00:00Z,a1,5\n2026-01-02T00:00:00Z,a2,x\n")],
      expected: [
        "name": ["lat"], "direction": ["value unspecified"], "unit": ["value "],
        "failed or skipped": ["lat: lat: expected a number from 0 on, found \"x\""],
      ]),
    FormatCase(
      layout: "pa",
      files: [
        ("a.csv", "p;c1;B.f;n=2;i;1;1;1;thrpt;ops/s;1;5\np;c1;B.g;;i;1;1;1;avgt;us/op;1;6\n")
      ],
      expected: [
        "name": ["B.f(n=2)", "B.g"], "direction": ["throughput higher", "time lower"],
        "unit": ["throughput ops/s", "time us"],
      ]),
    FormatCase(
      layout: "summary-csv",
      files: [("a.csv", "name,mean_ns\na,5\nbad,x\n")],
      expected: [
        "name": ["a"], "direction": ["time lower"], "unit": ["time ns"],
        "failed or skipped": ["bad: expected a number, found \"x\""],
      ]),
    FormatCase(
      layout: "csv",
      files: [
        (
          "a.csv",
          "benchmark,run,value,unit,metric,better,within,definition,role,reason\n"
            + "a,r,5,pt,points,higher,w,d,,\nb,r,5,MB/s,rate,,,,,\nbad,r,,,time,,,,failed,oh no\n"
            + "not,r,,,time,,,,skipped,not here\nneg,r,-1,ns,time,lower,,,,\n"
        )
      ],
      expected: [
        "name": ["a", "b"], "within": ["a in w"], "definition": ["a, points: d"],
        "direction": ["points higher", "rate higher"], "unit": ["points pt", "rate MB/s"],
        "failed or skipped": [
          "bad: oh no", "neg: value: expected a number from 0 on, found \"-1\"",
          "not skipped: not here",
        ],
      ]),
  ]
}

import PerfStats

/// Rows that are one benchmark's although their names or what is told beside them differ.
extension JobCollection {
  /// The rows, those of jobs that do not tell what a name is within, or its definition, with the only ones that
  /// do.
  func joinedRows(rows: [Key: Row]) -> [Key: Row] {
    var rows = rows
    for part in [\Key.within, \Key.definition] {
      var known: [Key: Set<String>] = [:]
      for key in rows.keys where !key[keyPath: part].isEmpty {
        var plain = key
        plain[keyPath: part] = ""
        known[plain, default: []].insert(key[keyPath: part])
      }
      for (plain, values) in known {
        guard values.count == 1, let only = values.first, let silent = rows[plain] else { continue }
        var key = plain
        key[keyPath: part] = only
        guard rows[key] != nil else { continue }
        rows[key]?.merge(silent)
        rows[plain] = nil
      }
    }
    return rows
  }

  /// The rows, those of a Go benchmark whose name changed in GOMAXPROCS only under the name of its last job.
  /// Where jobs of two names have any name in common, the number of processors is the same and
  /// `size-10` is not `size-20`.
  func goRowsJoined(_ rows: [Key: Row], _ order: [Int]) -> [Key: Row] {
    guard jobs.contains(where: \.isGo) else { return rows }
    var groups: [Key: [Key]] = [:]
    var names: [Int: Set<String>] = [:]
    for (key, row) in rows {
      for value in row.values { names[value.job, default: []].insert(key.series.benchmark) }
      var base = key
      base.series.benchmark = goBaseName(key.series.benchmark)
      groups[base, default: []].append(key)
    }
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    func last(_ key: Key) -> Int { rows[key]?.values.map { places[$0.job] ?? -1 }.max() ?? -1 }
    func around(_ key: Key) -> Set<String> {
      (rows[key]?.values ?? []).reduce(into: []) { $0.formUnion(names[$1.job] ?? []) }
    }
    var result = rows
    for group in groups.values where group.count > 1 {
      let keys = group.sorted { (last($0), $0.series) < (last($1), $1.series) }
      let all = keys.map(around)
      let areApart = all.indices.allSatisfy { a in
        all[(a + 1)...].allSatisfy { all[a].isDisjoint(with: $0) }
      }
      let areGo = keys.allSatisfy { rows[$0]?.values.allSatisfy { jobs[$0.job].isGo } ?? false }
      guard areApart, areGo, let newest = keys.last, var row = rows[newest] else { continue }
      for key in keys.dropLast() {
        guard var old = rows[key] else { continue }
        old.formerNames.append(key.series.benchmark)
        row.merge(old)
        result[key] = nil
      }
      result[newest] = row
    }
    return result
  }
}

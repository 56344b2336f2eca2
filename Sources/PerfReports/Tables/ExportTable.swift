import PerfText

/// The tables that `export csv` writes, with the meaning of every column. The data
/// dictionary and `datapackage.json` are made from these values, and the writers are
/// held against them.
package struct ExportTable: Hashable, Sendable {
  /// A column: what it means, in which unit, and of which type (Frictionless Table Schema).
  package struct Column: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
      case string, number, integer, boolean, datetime
    }

    package var name: String
    package var kind: Kind
    package var meaning: String
    /// Whether a cell is never empty.
    package var required: Bool

    init(_ name: String, _ kind: Kind, _ meaning: String, required: Bool = false) {
      self.name = name
      self.kind = kind
      self.meaning = meaning
      self.required = required
    }
  }

  package var name: String
  package var meaning: String
  package var columns: [Column]

  package static let all: [ExportTable] = [
    samples, locations, comparisons, intervals, bootstrap, noise, changes, history,
  ]
}

/// Tables by their names, separated by commas.
package struct TableNames: Hashable, Sendable {
  package var tables: [ExportTable]

  /// Nil for a name that no table has, or that stands twice.
  package init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    tables = ExportTable.all.filter { names.contains($0.name) }
    guard Set(names).count == names.count, tables.count == names.count else { return nil }
  }
}

extension ExportTable {
  /// Header record of the table.
  package var header: [UInt8] {
    var out = CSVWriter()
    out.record(columns.map(\.name))
    return out.bytes
  }

  /// `datapackage.json` (Frictionless Data Package) of some tables.
  package static func dataPackage(_ tables: [ExportTable], compressed: Bool) -> [UInt8] {
    var out = JSONWriter(indentation: 2)
    out.object { package in
      package.member("profile", "tabular-data-package")
      package.member("name", "perfstat-export")
      package.key("resources")
      package.array { resources in
        for table in tables {
          resources.object { resource in
            resource.member("profile", "tabular-data-resource")
            resource.member("name", table.name)
            resource.member("description", table.meaning)
            resource.member("path", compressed ? "\(table.name).csv.gz" : "\(table.name).csv")
            resource.member("format", "csv")
            if compressed { resource.member("compression", "gz") }
            resource.member("encoding", "utf-8")
            resource.key("schema")
            resource.object { schema in
              schema.key("fields")
              schema.array { fields in
                for column in table.columns {
                  fields.object { field in
                    field.member("name", column.name)
                    field.member("type", column.kind.rawValue)
                    field.member("description", column.meaning)
                    if column.required {
                      field.key("constraints")
                      field.object { $0.member("required", true) }
                    }
                  }
                }
              }
              schema.key("missingValues")
              schema.array { $0.value("") }
            }
          }
        }
      }
    }
    return out.bytes + [10]
  }

  /// The data dictionary as Markdown: a heading and a table of columns for each table.
  package static var dictionary: String {
    all.map { table in
      let rows = table.columns.map {
        "| `\($0.name)` | \($0.kind.rawValue) | \($0.required ? "yes" : "") | \($0.meaning) |"
      }
      return
        ([
          "### \(table.name).csv", "", table.meaning, "",
          "| column | type | never empty | meaning |", "|---|---|---|---|",
        ] + rows)
        .joined(separator: "\n")
    }.joined(separator: "\n\n") + "\n"
  }
}

using DataSync.Schema;

namespace DataSync.Conformance.Tests.Migrations;

/// <summary>A change that every kind of store is put through, as its steps' text.</summary>
internal sealed record MigrationChange(string Steps)
{
    public IReadOnlyList<SchemaStep> Read() => StepText.ReadLines(Steps);

    /// <summary>Changes that the rows of <see cref="MigrationTable"/> allow.</summary>
    public static readonly IReadOnlyList<MigrationChange> Allowed =
    [
        new("add column turnover Double"),
        new("add column turnover Double default 0.25"),
        new("add column \"源 \"\"x\"\"\" String default \"S 'x' \\\\ 中\""),
        new("add column since Date default \"2024-02-29\""),
        new("add column paid Decimal(12,3) default 1.5"),
        new("drop column vol"),
        new("drop column vol without archive"),
        new("rename column vol to volume"),
        new("rename column ts_code to symbol"),
        new("retype column vol to Double"),
        new("retype column vol to Decimal(28,4)"),
        new("retype column vol to String"),
        new("retype column close to String"),
        new("retype column flag to Int64"),
        new("retype column flag to String"),
        new("retype column amount to Decimal(20,6)"),
        new("retype column amount to String"),
        new("retype column ann to Timestamp"),
        new("retype column ann to String"),
        new("retype column seen to String"),
        new("retype column seen to Date"),
        new("retype column digits to Int64"),
        new("retype column digits to Decimal(9,0)"),
        new("retype column digits to Double"),
        new("retype column day to Date"),
        new("retype column day to Timestamp"),
        new("retype column close to Decimal(18,3)"),
        new("retype column whole to Int64"),
        new("retype column amount to Decimal(9,2)"),
        new("change key to ts_code, trade_date, name"),
        new("change key to digits"),
        new("reorder columns trade_date, ts_code, name, close, vol, flag, amount, ann, seen, digits, day, whole"),
        new("rename column vol to volume\nadd column vol Double default 7\nretype column volume to Decimal(24,2)\ndrop column name\nchange key to trade_date, ts_code\nrename column close to price"),
    ];

    /// <summary>Changes that the rows stand against, and how many of them.</summary>
    public static readonly IReadOnlyList<(MigrationChange Change, int Rows)> Forbidden =
    [
        (new("retype column name to Int64"), 5),
        (new("retype column close to Int64"), 2),
        (new("retype column amount to Decimal(3,1)"), 2),
        (new("retype column seen to Boolean"), 5),
        (new("rename column name to label\nretype column label to Date"), 5),
        (new("change key to trade_date"), 3),
        (new("change key to trade_date, vol"), 1),
    ];

    /// <summary>The changes for a mode: all where a key decides, and of the others those that the mode has a part in.</summary>
    public static IEnumerable<MigrationChange> For(WriteMode mode) => mode == WriteMode.Upsert ? Allowed : Allowed.Where(c => c.Steps is "drop column vol" or "rename column ts_code to symbol" or "change key to digits" || c.Read().Count > 1);

    public override string ToString() => Steps.ReplaceLineEndings("; ");
}

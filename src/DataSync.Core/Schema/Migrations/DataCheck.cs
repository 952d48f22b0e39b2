using System.IO.Hashing;
using System.Text;
using DataSync.Rows;
using DataSync.Stores;
using DataSync.Stores.Files;

namespace DataSync.Schema;

/// <summary>
/// Looks through a table, by reading it once, for values that stand in the way of steps. What a narrower type takes is what <see cref="ValueConverter"/> converts without loss, in every store.
/// Keys are told apart by a hash of 128 bits: 32 bytes of memory for a row where a key changes, none else.
/// </summary>
public static class DataCheck
{
    private const int MostSamples = 5;

    /// <summary>The problems of some steps, in their order.</summary>
    /// <param name="store">The store.</param>
    /// <param name="state">The table as it is.</param>
    /// <param name="table">The table.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="limits">The first value of a column of the new type that the store cannot hold; null where it holds all that <see cref="ValueConverter"/> makes.</param>
    /// <exception cref="DataSyncException"><c>MigrationInvalid</c>.</exception>
    public static async Task<IReadOnlyList<MigrationProblem>> RunAsync(IStore store, TargetState state, string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken, Func<ColumnVector, UnrepresentableValue?>? limits = null)
    {
        var tests = Tests(state, steps, limits);
        if (tests.Count == 0) return [];
        var key = state.Key.Where(k => state.Columns.Any(c => c.Name == k)).ToList();
        var wanted = key.Concat(tests.SelectMany(t => t.Columns)).Distinct(StringComparer.Ordinal).ToList();
        await foreach (var batch in store.ReadAsync(table, new ReadQuery { Columns = wanted }, cancellationToken))
        {
            var keyColumns = key.Select(k => batch.Columns[batch.IndexOf(k)]).ToArray();
            foreach (var test in tests) test.Look(batch, row => KeyText(keyColumns, row));
        }
        return [.. tests.Where(t => t.Found > 0).Select(t => new MigrationProblem(t.Step, t.Reason, t.Found, t.Samples))];
    }

    /// <summary>The refusal of a migration whose data stands in the way.</summary>
    public static DataSyncException Refusal(string table, IReadOnlyList<MigrationProblem> problems) => new("MigrationRefused",
        $"Table '{table}' cannot be migrated, and nothing was changed: {string.Join(" | ", problems)}.", "Correct or remove those rows, or choose a type or key that all rows have (String holds any value).");

    private static string KeyText(ColumnVector[] key, int row) => string.Join(", ", key.Select(c => $"{c.Column.Name}={Text(c, row)}"));

    private static string Text(ColumnVector vector, int row) => vector.GetValue(row) is { } value ? ValueConverter.ToText(value, vector.Column.Type) : "null";

    /// <summary>What is to be looked at, by the names and types that the columns have now.</summary>
    private static List<Test> Tests(TargetState state, IReadOnlyList<SchemaStep> steps, Func<ColumnVector, UnrepresentableValue?>? limits)
    {
        var shape = TableShape.Of(state);
        var stored = state.Columns.ToDictionary(c => c.Name, c => c.Name, StringComparer.Ordinal);
        var tests = new List<Test>();
        foreach (var step in steps)
        {
            if (step is RetypeColumn retype && shape.Narrows(retype) && stored.TryGetValue(retype.Name, out var name)) tests.Add(new Retyping(retype, name, limits));
            if (step is RetypeColumn equal && MayMakeKeysEqual(shape, equal) && shape.Key.All(stored.ContainsKey)) tests.Add(new Keys(equal, [.. shape.Key.Select(k => stored[k])], hasNew: false, stored[equal.Name]));
            if (step is ChangeKey change && shape.Mode != WriteMode.Append)
            {
                // a column that is new has one value in every row, and tells none apart
                tests.Add(new Keys(change, [.. change.Key.Where(stored.ContainsKey).Select(k => stored[k])], change.Key.Any(k => !stored.ContainsKey(k))));
            }
            shape = shape.Apply(step);
            if (step is RenameColumn rename && stored.Remove(rename.Name, out var was)) stored[rename.To] = was;
            else if (step is DropColumn drop) stored.Remove(drop.Name);
        }
        return tests;
    }

    /// <summary>True where different texts of a key's column, such as 1 and 01, are one value of the new type.</summary>
    private static bool MayMakeKeysEqual(TableShape shape, RetypeColumn step) =>
        shape.Mode != WriteMode.Append && shape.Key.Contains(step.Name) && shape.Columns.First(c => c.Name == step.Name).Type.IsText && !step.Type.IsText;

    private abstract class Test(SchemaStep step, string reason, IReadOnlyList<string> columns)
    {
        private readonly List<OffendingRow> _samples = [];

        public SchemaStep Step => step;
        public string Reason => reason;
        public IReadOnlyList<string> Columns => columns;
        public long Found { get; private set; }
        public IReadOnlyList<OffendingRow> Samples => _samples;

        public abstract void Look(RowBatch batch, Func<int, string> key);

        protected void Find(Func<OffendingRow> sample)
        {
            Found++;
            if (_samples.Count < MostSamples) _samples.Add(sample());
        }
    }

    private sealed class Retyping(RetypeColumn step, string column, Func<ColumnVector, UnrepresentableValue?>? limits) : Test(step, $"is no {step.Type}", [column])
    {
        public override void Look(RowBatch batch, Func<int, string> key)
        {
            var vector = batch.Columns[batch.IndexOf(column)];
            var converted = ColumnVector.Create(new Column(step.Name, step.Type), vector.Count);
            for (var row = 0; row < batch.RowCount; row++)
            {
                var at = row;
                var value = vector.GetValue(row);
                if (TryConvert(value, vector.Column.Type, out var result) && Fits(result)) continue;
                Find(() => new(key(at), ValueConverter.ToText(value!, vector.Column.Type)));
            }

            bool Fits(object? value)
            {
                if (limits is null || value is null) return true;
                converted.Truncate(0);
                converted.AppendObject(value);
                return limits(converted) is null;
            }
        }

        private bool TryConvert(object? value, DataType from, out object? result)
        {
            if (value is null || !step.Type.IsText || step.Type.Kind == DataKind.Json) return ValueConverter.TryConvert(value, step.Type, null, null, out result);
            result = ValueConverter.ToText(value, from);
            return true;
        }
    }

    private sealed class Keys(SchemaStep step, IReadOnlyList<string> columns, bool hasNew, string? retyped = null) : Test(step, "another row has that key, or it is null", columns)
    {
        private readonly HashSet<UInt128> _seen = [];
        private readonly StringBuilder _text = new();

        public override void Look(RowBatch batch, Func<int, string> key)
        {
            var vectors = Columns.Select(c => batch.Columns[batch.IndexOf(c)]).ToArray();
            for (var row = 0; row < batch.RowCount; row++)
            {
                var at = row;
                if (vectors.Any(v => v.IsNull(at)) || !_seen.Add(Hash(vectors, row)) || hasNew && _seen.Count > 1) Find(() => new(key(at), KeyText(vectors, at)));
            }
        }

        private UInt128 Hash(ColumnVector[] vectors, int row)
        {
            _text.Clear();
            foreach (var vector in vectors)
            {
                var text = vector.Column.Name == retyped && Step is RetypeColumn { Type: var type } && ValueConverter.TryConvert(vector.GetValue(row), type, null, null, out var value) && value is not null
                    ? ValueConverter.ToText(value, type)
                    : Text(vector, row);
                _text.Append(text.Length).Append(':').Append(text); // lengths, so that values cannot run into each other
            }
            return XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(_text.ToString()));
        }
    }
}

using System.Buffers.Text;
using System.Text;
using DataSync.Introspection.Sample;
using DataSync.Rows;

namespace DataSync.Sources.Answers;

/// <summary>A column of texts, as CSV and sheets have them, read into the type of the dataset's column, or, where the dataset has none, into the type that its texts show.</summary>
internal abstract class TextColumn(string name)
{
    /// <summary>Reads a value from the bytes of its text; false where it has none of the type's usual forms.</summary>
    private delegate bool Read(ReadOnlySpan<byte> text, ColumnVector vector);

    /// <summary>The name in the file.</summary>
    public string Name { get; } = name;

    /// <summary>Adds a text.</summary>
    public abstract void Append(ReadOnlySpan<byte> text);
    /// <summary>Adds a null.</summary>
    public abstract void AppendNull();
    /// <summary>Gives the column away and begins anew; null where it shows nothing yet.</summary>
    public abstract ArrivedColumn? Take();

    /// <summary>The column for a name.</summary>
    public static TextColumn Of(string name, Column? column, StringPool pool, TimeZoneInfo zone) => column is null ? new Unknown(name) : new Known(name, column, pool, zone);

    private sealed class Known(string name, Column column, StringPool pool, TimeZoneInfo zone) : TextColumn(name)
    {
        private readonly Read _read = Reader(column, pool);
        private ColumnVector _vector = ColumnVector.Create(column);
        private string? _misfit;

        public override void Append(ReadOnlySpan<byte> text)
        {
            if (_read(text, _vector)) return;
            var value = Encoding.UTF8.GetString(text);
            if (value.Length == 0) _vector.AppendNull();
            else if (ValueConverter.TryConvert(value, column.Type, column.Format, zone, out var converted)) _vector.AppendObject(converted);
            else
            {
                _misfit ??= BatchShaper.Sample(value);
                _vector.AppendNull();
            }
        }

        public override void AppendNull() => _vector.AppendNull();

        public override ArrivedColumn? Take()
        {
            var taken = new ArrivedColumn(Name, _vector, _misfit);
            (_vector, _misfit) = (ColumnVector.Create(column, _vector.Count), null);
            return taken;
        }

        private static Read Reader(Column column, StringPool pool)
        {
            var times = new FixedTimeForms(column.Format);
            return column.Type.Kind switch
            {
                DataKind.String => (text, vector) => Add(vector, pool.GetOrAdd(text)),
                DataKind.Int64 => (text, vector) => Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length && !HasLeadingZero(text) && Add(vector, value),
                DataKind.Double => (text, vector) => FastDouble.TryParse(text, out var value) && !HasLeadingZero(text) && Add(vector, value),
                DataKind.Date => (text, vector) => times.TryParseDate(text, out var value) && Add(vector, value),
                DataKind.Timestamp => (text, vector) => times.TryParseTimestamp(text, out var value) && Add(vector, value),
                _ => static (_, _) => false,
            };
        }

        // 000001 is a code, no number
        private static bool HasLeadingZero(ReadOnlySpan<byte> text) => text.Length > 1 && text[0] == '0' && text[1] is >= (byte)'0' and <= (byte)'9';

        private static bool Add<T>(ColumnVector vector, T value)
        {
            ((ColumnVector<T>)vector).Append(value);
            return true;
        }
    }

    private sealed class Unknown(string name) : TextColumn(name)
    {
        private readonly List<string> _texts = [];
        private readonly List<int> _nulls = [];

        public override void Append(ReadOnlySpan<byte> text) => _texts.Add(Encoding.UTF8.GetString(text));

        public override void AppendNull()
        {
            _nulls.Add(_texts.Count);
            _texts.Add("");
        }

        public override ArrivedColumn? Take()
        {
            var profile = ColumnProfile.OfCells(Name, _texts);
            if (profile.Type is not { } type) return null; // nothing but nulls has no type, and loses nothing by waiting for a value
            var column = new Column(Name, type) { Format = profile.Format };
            var vector = ColumnVector.Create(column, _texts.Count);
            var nulls = _nulls.ToHashSet();
            for (var row = 0; row < _texts.Count; row++)
            {
                if (nulls.Contains(row) || !ValueConverter.TryConvert(_texts[row], type, profile.Format, TimeZoneInfo.Utc, out var value)) vector.AppendNull();
                else vector.AppendObject(value);
            }
            return new ArrivedColumn(Name, vector);
        }
    }
}

using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace DataSync.Rows;

/// <summary>
/// A hash of a slice's rows: equal exactly where column names, types, values and the order of the rows are, however the rows are cut into batches
/// and whatever the order of the columns. A column without any value counts as none.
/// </summary>
public sealed class BatchHasher
{
    private readonly Dictionary<string, ColumnHash> _columns = new(StringComparer.Ordinal);
    private long _rows;

    /// <summary>Adds the rows of a batch.</summary>
    public void Append(RowBatch batch)
    {
        foreach (var vector in batch.Columns)
        {
            ref var column = ref CollectionsMarshal.GetValueRefOrAddDefault(_columns, vector.Column.Name, out var known);
            if (!known) column = new ColumnHash(vector.Column.Type);
            column!.Append(vector, _rows);
        }
        _rows += batch.RowCount;
    }

    /// <summary>The hash of all that was added, as 32 hex digits.</summary>
    public string Finish()
    {
        var hash = new XxHash128();
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, _rows);
        hash.Append(number);
        foreach (var (name, column) in _columns.Where(c => c.Value.Any).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            hash.Append(Encoding.UTF8.GetBytes($"{name}\0{column.Type}\0"));
            column.AppendTo(hash);
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}

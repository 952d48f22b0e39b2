using System.Runtime.CompilerServices;
using DataSync.Rows;
using DataSync.Sources.Files.Contents;

namespace DataSync.Sources.Objects;

/// <summary>
/// Objects of a pipeline, as rows, until it ends: all as one slice, or by the values of a column. In memory while there is room, then in a file of a moment, so that a pipeline of any
/// length takes little memory, and its objects need no order.
/// </summary>
/// <param name="dataset">The dataset.</param>
/// <param name="sliceBy">The column whose values are slices; null: all is one.</param>
/// <param name="zone">The zone of times that have none.</param>
/// <param name="policy">What to do with values that do not fit.</param>
/// <param name="memory">Bytes in memory.</param>
public sealed class ObjectSpool(Dataset dataset, string? sliceBy, TimeZoneInfo zone, SchemaPolicy policy, long memory = 32 << 20) : IDisposable
{
    private const int LookEvery = 256;
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Column? _column = sliceBy is null ? null : dataset.FindColumn(sliceBy);
    private readonly int _place = sliceBy is null ? -1 : dataset.Columns.ToList().FindIndex(c => c.Name.Equals(sliceBy, StringComparison.OrdinalIgnoreCase));
    private FileStream? _file;
    private long _added, _kept;

    /// <summary>The columns.</summary>
    public IReadOnlyList<Column> Columns => dataset.Columns;
    /// <summary>Objects so far.</summary>
    public long Count => _added;
    /// <summary>True where rows went to disk.</summary>
    internal bool IsSpilled => _file is not null;

    /// <summary>The argument sets of the slices, in the order in which they came.</summary>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Slices => _groups.Values.Select(g => g.Arguments);

    /// <summary>Adds an object.</summary>
    /// <param name="values">Its values, one for each column.</param>
    /// <exception cref="DataSyncException"><c>SliceValueMissing</c>: the object has no value by which it would belong to a slice.</exception>
    public void Add(IReadOnlyList<ObjectValue> values)
    {
        _added++;
        var group = GroupOf(values);
        group.Rows.Add(values);
        if (group.Rows.IsFull) _kept += group.Keep();
        if (_added % LookEvery != 0 || _kept + _groups.Values.Sum(g => g.Rows.ByteSize) < memory) return;
        _file ??= ScratchFile.Create();
        foreach (var each in _groups.Values) each.Spill(_file);
        _kept = 0;
    }

    /// <summary>The rows of a slice; null where no object belongs to it.</summary>
    internal (IAsyncEnumerable<RowBatch> Rows, ObjectRows Source)? Find(IReadOnlyDictionary<string, object> arguments)
    {
        var value = _column is null ? null : arguments.FirstOrDefault(a => a.Key.Equals(_column.Name, StringComparison.OrdinalIgnoreCase)).Value;
        var key = value is null ? "" : ValueConverter.TryConvert(value, _column!.Type, _column.Format, zone, out var typed) && typed is not null ? ValueConverter.ToText(typed, _column.Type) : "";
        return _groups.TryGetValue(key, out var group) ? (group.ReadAsync(_file), group.Rows) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private Group GroupOf(IReadOnlyList<ObjectValue> values)
    {
        if (_column is null) return _groups.TryGetValue("", out var only) ? only : _groups[""] = new Group(new Dictionary<string, object?>(), new ObjectRows(dataset, zone, policy));
        if (values[_place].Value is not { } value || !ValueConverter.TryConvert(value is DateTime { Kind: DateTimeKind.Local } time && _column.Type.Kind != DataKind.TimestampTz ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified) : value, _column.Type, _column.Format, zone, out var typed) || typed is null)
            throw new DataSyncException("SliceValueMissing", $"object {_added} has no {_column.Type} as '{_column.Name}', so it belongs to no slice.", "Filter such objects out, or leave out -SliceBy.");
        var key = ValueConverter.ToText(typed, _column.Type);
        if (_groups.TryGetValue(key, out var group)) return group;
        return _groups[key] = new Group(new Dictionary<string, object?> { [_column.Name] = typed }, new ObjectRows(dataset, zone, policy));
    }

    /// <summary>The objects of one slice.</summary>
    private sealed class Group(IReadOnlyDictionary<string, object?> arguments, ObjectRows rows)
    {
        private readonly List<RowBatch> _batches = [];
        private readonly List<(long Start, long Length)> _segments = [];

        public IReadOnlyDictionary<string, object?> Arguments => arguments;
        public ObjectRows Rows => rows;

        /// <summary>Puts the rows among the batches.</summary>
        /// <returns>Their size.</returns>
        public long Keep()
        {
            if (rows.Take() is not { } batch) return 0;
            _batches.Add(batch);
            return batch.ByteSize;
        }

        /// <summary>Writes all rows to the file's end.</summary>
        public void Spill(FileStream file)
        {
            Keep();
            if (_batches.Count == 0) return;
            using var segment = new MemoryStream();
            using (var writer = new BatchWriter(segment))
            {
                // a memory's writes end at once
                foreach (var batch in _batches) writer.WriteAsync(batch, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                writer.FinishAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            }
            _batches.Clear();
            file.Seek(0, SeekOrigin.End);
            _segments.Add((file.Position, segment.Length));
            segment.WriteTo(file);
        }

        public async IAsyncEnumerable<RowBatch> ReadAsync(FileStream? file, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var (start, length) in _segments)
            {
                await file!.FlushAsync(cancellationToken);
                using var segment = new FileSegment(file.SafeFileHandle, start, length);
                await foreach (var batch in BatchSerializer.ReadAsync(segment, cancellationToken)) yield return batch;
            }
            Keep();
            foreach (var batch in _batches) yield return batch;
        }
    }
}

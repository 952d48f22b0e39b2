namespace DataSync.Rows;

/// <summary>Rows as typed columns of equal length: the only form in which data moves.</summary>
public sealed class RowBatch
{
    /// <summary>Makes a batch of vectors of equal length.</summary>
    /// <exception cref="ArgumentException">The vectors' lengths differ.</exception>
    public RowBatch(IReadOnlyList<ColumnVector> columns, int rowCount)
    {
        foreach (var column in columns)
            if (column.Count != rowCount)
                throw new ArgumentException($"Column '{column.Column.Name}' has {column.Count} values in a batch of {rowCount} rows.", nameof(columns));
        (Columns, RowCount) = (columns, rowCount);
    }

    /// <summary>The columns; each knows its own name and type.</summary>
    public IReadOnlyList<ColumnVector> Columns { get; }
    /// <summary>How many rows there are; a batch without columns may have some.</summary>
    public int RowCount { get; }
    /// <summary>A rough size in memory, in bytes.</summary>
    public long ByteSize => Columns.Sum(c => c.ByteSize);

    /// <summary>The place of a column by its exact name; -1 where there is none.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i].Column.Name == name) return i;
        return -1;
    }

    /// <summary>The rows at <paramref name="rows"/>, in that order.</summary>
    public RowBatch Gather(ReadOnlySpan<int> rows)
    {
        var columns = new ColumnVector[Columns.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = Columns[i].Gather(rows);
        return new RowBatch(columns, rows.Length);
    }

    /// <summary>The same rows with exactly these columns in this order; columns the batch lacks are null.</summary>
    public RowBatch Project(IReadOnlyList<Column> columns)
    {
        var vectors = new ColumnVector[columns.Count];
        for (var i = 0; i < vectors.Length; i++)
        {
            var at = IndexOf(columns[i].Name);
            vectors[i] = at >= 0 ? Columns[at] : ColumnVector.Nulls(columns[i], RowCount);
        }
        return new RowBatch(vectors, RowCount);
    }
}

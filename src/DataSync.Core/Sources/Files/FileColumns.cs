using DataSync.Rows;
using DataSync.Sources.Files.Places;

namespace DataSync.Sources.Files;

/// <summary>Columns that hold something of the file rather than of its rows: those whose path is <c>@file</c>, the file's path from the source's place.</summary>
internal static class FileColumns
{
    /// <summary>The path that stands for the file.</summary>
    public const string FilePath = "@file";

    /// <summary>The names of such columns.</summary>
    public static IReadOnlyList<string> Names(Dataset dataset) => [.. dataset.Columns.Where(IsOfFile).Select(c => c.Name)];

    /// <summary>The batch with such columns filled.</summary>
    public static RowBatch Fill(RowBatch batch, Dataset dataset, FoundFile file)
    {
        var own = dataset.Columns.Where(IsOfFile).ToList();
        if (own.Count == 0) return batch;
        var filled = own.Select(column =>
        {
            var vector = ColumnVector.Create(column, batch.RowCount);
            for (var row = 0; row < batch.RowCount; row++) vector.AppendObject(file.Name);
            return vector;
        });
        return new RowBatch([.. batch.Columns.Where(c => !own.Exists(o => o.Name == c.Column.Name)), .. filled], batch.RowCount);
    }

    private static bool IsOfFile(Column column) => column.Path == FilePath && column.Type.IsText;
}

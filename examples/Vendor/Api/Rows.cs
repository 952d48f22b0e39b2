using DataSync.Examples.Vendor.Data;

namespace DataSync.Examples.Vendor.Api;

/// <summary>Renders rows.</summary>
internal static class Rows
{
    /// <summary>The columns asked for, in the vendor's own order: those shown where none is named.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="fields">Names, comma-separated.</param>
    /// <param name="unknown">A name that is no column; null where all are.</param>
    public static IReadOnlyList<VendorColumn> Columns(VendorDataset dataset, string fields, out string? unknown)
    {
        var names = fields.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        unknown = names.FirstOrDefault(n => dataset.Columns.All(c => c.Name != n));
        return [.. dataset.Columns.Where(c => names.Length == 0 ? c.Shown : names.Contains(c.Name))];
    }

    /// <summary>Rows as arrays of values, with commas between.</summary>
    public static void WriteArrays(Utf8Buffer buffer, IReadOnlyList<VendorColumn> columns, IEnumerable<RowId> rows)
    {
        var values = columns.Select(c => c.Value).ToArray();
        foreach (var row in rows)
        {
            buffer.Raw("["u8);
            foreach (var value in values)
            {
                value(row).Write(buffer);
                buffer.Raw(","u8);
            }

            buffer.TrimEnd((byte)',');
            buffer.Raw("],"u8);
        }

        buffer.TrimEnd((byte)',');
    }

    /// <summary>Rows as objects, with commas between.</summary>
    public static void WriteObjects(Utf8Buffer buffer, IReadOnlyList<VendorColumn> columns, IEnumerable<RowId> rows)
    {
        foreach (var row in rows)
        {
            buffer.Raw("{"u8);
            foreach (var column in columns)
            {
                buffer.Text(column.Name);
                buffer.Raw(":"u8);
                column.Value(row).Write(buffer);
                buffer.Raw(","u8);
            }

            buffer.TrimEnd((byte)',');
            buffer.Raw("},"u8);
        }

        buffer.TrimEnd((byte)',');
    }

    /// <summary>Columns as arrays: <c>"a":[…],"b":[…]</c>.</summary>
    public static void WriteColumns(Utf8Buffer buffer, IReadOnlyList<VendorColumn> columns, IReadOnlyCollection<RowId> rows)
    {
        foreach (var column in columns)
        {
            buffer.Text(column.Name);
            buffer.Raw(":["u8);
            foreach (var row in rows)
            {
                column.Value(row).Write(buffer);
                buffer.Raw(","u8);
            }

            buffer.TrimEnd((byte)',');
            buffer.Raw("],"u8);
        }

        buffer.TrimEnd((byte)',');
    }
}

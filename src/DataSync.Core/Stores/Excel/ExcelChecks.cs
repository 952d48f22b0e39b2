using DataSync.Rows;
using DataSync.Stores.Files;

namespace DataSync.Stores.Excel;

/// <summary>Finds values that a cell cannot hold.</summary>
internal static class ExcelChecks
{
    /// <summary>The first such value; null where there is none.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="takesText">True where a value may be written as text instead, if it has one.</param>
    public static UnrepresentableValue? Find(RowBatch batch, bool takesText)
    {
        if (batch.RowCount == 0) return null;
        if (batch.Columns.Count == 0) return new(0, "", "a workbook cannot hold rows without columns");
        if (batch.Columns.Count > ExcelLimits.Columns) return new(0, batch.Columns[ExcelLimits.Columns].Column.Name, $"a sheet has {ExcelLimits.Columns:N0} columns at most");
        foreach (var column in batch.Columns)
            if (Find(column, takesText) is { } bad)
                return bad;
        return null;
    }

    private static UnrepresentableValue? Find(ColumnVector column, bool takesText) => column switch
    {
        ColumnVector<string> texts => FindText(texts),
        ColumnVector<byte[]> bytes => FindBytes(bytes),
        ColumnVector<decimal> decimals when FindMisfit(decimals) is { } misfit => misfit,
        _ when takesText => null,
        ColumnVector<long> => Find<long, ExcelInt64Form>(column),
        ColumnVector<double> => Find<double, ExcelDoubleForm>(column),
        ColumnVector<decimal> => Find<decimal, ExcelDecimalForm>(column),
        ColumnVector<DateOnly> => Find<DateOnly, ExcelDateForm>(column),
        ColumnVector<DateTime> => Find<DateTime, ExcelTimeForm>(column),
        _ => null,
    };

    private static UnrepresentableValue? Find<T, TForm>(ColumnVector column) where TForm : struct, IExcelForm<T>
    {
        var values = ((ColumnVector<T>)column).Values;
        for (var row = 0; row < values.Length; row++)
            if (!TForm.Fits(values[row]) && !column.IsNull(row))
                return new(row, column.Column.Name, TForm.Reason) { HasText = true };
        return null;
    }

    /// <summary>A number that is none of its column's type: its format would not show all of it, and it would not read back.</summary>
    private static UnrepresentableValue? FindMisfit(ColumnVector<decimal> decimals)
    {
        for (var row = 0; row < decimals.Count; row++)
            if (!NumberConverter.Fits(decimals.Values[row], decimals.Column.Type))
                return new(row, decimals.Column.Name, $"the number does not fit {decimals.Column.Type}");
        return null;
    }

    private static UnrepresentableValue? FindText(ColumnVector<string> texts)
    {
        if (TextRules.FindLoneSurrogate(texts) is >= 0 and var half) return new(half, texts.Column.Name, TextRules.LoneSurrogate);
        var values = texts.Values;
        for (var row = 0; row < values.Length; row++)
            if (values[row] is { Length: > ExcelLimits.Text } text)
                return new(row, texts.Column.Name, $"the text has {text.Length:N0} characters, an Excel cell holds {ExcelLimits.Text:N0}");
        return null;
    }

    private static UnrepresentableValue? FindBytes(ColumnVector<byte[]> arrays)
    {
        var values = arrays.Values;
        for (var row = 0; row < values.Length; row++)
            if (values[row] is { Length: > ExcelLimits.Bytes } bytes)
                return new(row, arrays.Column.Name, $"{bytes.Length:N0} bytes are more than the {ExcelLimits.Bytes:N0} whose Base64 form an Excel cell holds");
        return null;
    }
}

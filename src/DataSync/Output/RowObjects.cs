using System.Linq.Expressions;
using System.Management.Automation;
using DataSync.Rows;

namespace DataSync.Output;

/// <summary>Makes objects of rows, a batch at a time and off the pipeline thread.</summary>
internal static class RowObjects
{
    /// <summary>Makes an object with room for so many properties. The constructor is PowerShell 7's; the reference assembly is older.</summary>
    private static readonly Func<int, PSObject> Create = Constructor();

    /// <summary>One object a row, with a property for each column, in order. Columns known to be distinct skip PowerShell's look for doubles.</summary>
    public static PSObject[] From(RowBatch batch)
    {
        var rows = new PSObject[batch.RowCount];
        for (var row = 0; row < rows.Length; row++)
        {
            var item = Create(batch.Columns.Count);
            var properties = item.Properties;
            foreach (var column in batch.Columns) properties.Add(new PSNoteProperty(column.Column.Name, column.GetValue(row)), preValidated: true);
            rows[row] = item;
        }
        return rows;
    }

    /// <summary>One column's values, bare.</summary>
    public static object?[] Values(RowBatch batch, string column)
    {
        var vector = batch.Columns[batch.IndexOf(column)];
        var values = new object?[batch.RowCount];
        for (var row = 0; row < values.Length; row++) values[row] = vector.GetValue(row);
        return values;
    }

    private static Func<int, PSObject> Constructor()
    {
        var capacity = Expression.Parameter(typeof(int));
        return Expression.Lambda<Func<int, PSObject>>(Expression.New(typeof(PSObject).GetConstructor([typeof(int)])!, capacity), capacity).Compile();
    }
}

using System.Collections;
using System.Management.Automation;

namespace DataSync.Parameters;

/// <summary>Takes columns or parameters as <c>'name:Type'</c> too, or as <c>'name'</c> for text. Hashtables PowerShell converts by itself, once a filter in them (<c>'column Equals'</c>) is one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FieldAttribute(Type type) : ArgumentTransformationAttribute
{
    /// <summary><see cref="Column"/> or <see cref="Parameter"/>.</summary>
    public Type Type { get; } = type;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is IEnumerable and not string and not IDictionary ? ((IEnumerable)inputData).Cast<object>().Select(Read).ToArray() : Read(inputData);

    private object Read(object item)
    {
        var value = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (value is IDictionary table && table["Filter"] is { } filter) return new Hashtable(table, StringComparer.OrdinalIgnoreCase) { ["Filter"] = Filter(filter) };
        if (value is not string text) return item;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var type = DataType.String;
        if (colon == 0 || (colon > 0 && !DataType.TryParse(text[(colon + 1)..], out type)))
            throw new ArgumentTransformationMetadataException($"'{text}' is no field. Write name:Type, with a type of {string.Join(", ", Enum.GetNames<DataKind>())} or Decimal(18,4).");
        var name = colon < 0 ? text : text[..colon];
        return Type == typeof(Column) ? new Column(name, type) : new Parameter(name, type);
    }

    private static ParameterFilter Filter(object filter)
    {
        var value = filter is PSObject wrapped ? wrapped.BaseObject : filter;
        if (value is ParameterFilter known) return known;
        var words = value is IDictionary table ? [$"{table["Column"]}", $"{table["Operator"]}"] : $"{value}".Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            [var column, var name] when Enum.TryParse<FilterOperator>(name, ignoreCase: true, out var op) && Enum.IsDefined(op) => new(column, op),
            ["None" or "none"] => new("", FilterOperator.None),
            _ => throw new ArgumentTransformationMetadataException($"'{value}' is no filter. Write 'column Equals', 'column From', 'column To', 'column In' or 'None'."),
        };
    }
}

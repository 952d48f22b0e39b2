using System.Diagnostics.CodeAnalysis;
using DataSync.Rows;
using DataSync.Stores;

namespace DataSync.Arguments;

/// <summary>Says which stored rows a slice's arguments select, from what the dataset's parameters declare to filter.</summary>
public static class SliceConditions
{
    /// <summary>The conditions of a slice; all of them hold for the rows it replaces.</summary>
    /// <returns>False where an argument declares no column, so that the rows cannot be told; the failure names it.</returns>
    public static bool TryCreate(Dataset dataset, Slice slice, [NotNullWhen(true)] out IReadOnlyList<SliceCondition>? conditions, [NotNullWhen(false)] out Failure? failure)
    {
        (conditions, failure) = (null, null);
        var found = new List<SliceCondition>();
        foreach (var (name, value) in slice.Arguments)
        {
            var parameter = dataset.FindParameter(name)!;
            if (parameter.Filter is not { Operator: not FilterOperator.None } filter)
            {
                failure = Refuse(dataset, slice, $"ReplaceSlice cannot tell which rows argument '{name}' selects", $"Declare the column it filters (Filter of parameter '{name}' of dataset '{dataset.Name}'), leave the argument out, or use mode Upsert.");
                return false;
            }
            if (dataset.FindColumn(filter.Column) is not { } column)
            {
                failure = Refuse(dataset, slice, $"argument '{name}' filters column '{filter.Column}', which the dataset does not have", "Correct the parameter's Filter.");
                return false;
            }
            var values = new List<object>();
            object[] parts = filter.Operator == FilterOperator.In && value is string list ? list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [value];
            foreach (var part in parts)
            {
                if (ValueConverter.TryConvert(part, column.Type, part is string ? column.Format ?? parameter.Format : null, null, out var converted) && converted is not null) values.Add(converted);
                else
                {
                    failure = Refuse(dataset, slice, $"argument '{name}' cannot be compared with column '{column.Name}' of type {column.Type}", "Correct the parameter's Filter, or its type or the column's.");
                    return false;
                }
            }
            found.Add(new SliceCondition(column.Name, filter.Operator, values));
        }
        conditions = found;
        return true;
    }

    private static Failure Refuse(Dataset dataset, Slice slice, string what, string advice) =>
        new(FailureCategory.BadArguments, $"{dataset.Name}: {slice.Display}: {what}.") { Advice = advice };
}

using DataSync.Rows;

namespace DataSync.Sources.Databases;

/// <summary>Makes the statements of one slice: a table with the conditions that the arguments mean, or a query with the arguments bound, whole or by pages.</summary>
internal sealed class TableQuery(SourceServer server, DatabaseTask task, Dataset dataset, IReadOnlyDictionary<string, object> arguments, TimeZoneInfo zone, string dateFormat)
{
    /// <summary>What the rows are selected from: the table, or the query as one.</summary>
    public SqlStatement From(SqlStatement statement)
    {
        if (task.Table is { } table) return statement.Add(server.Table(table)).Add(task.Final ? $" {server.Final}" : "");
        statement.Add("(");
        foreach (var (text, name) in SqlText.Parse(task.Query!).Parts)
        {
            statement.Add(text);
            if (name is null) continue;
            var (key, value) = arguments.FirstOrDefault(a => a.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
            var parameter = dataset.FindParameter(name) ?? throw new DataSyncException("ArgumentMissing", $"The query has {{{{{name}}}}}, which is no parameter of dataset '{dataset.Name}'.", $"Add it: Set-DsDataset {dataset.Name} -Parameter {name}:String");
            statement.Bind(key is null ? null : Written(value, parameter), parameter.Type);
        }
        return statement.Add(") AS datasync_rows");
    }

    /// <summary>One statement, or one page of several.</summary>
    /// <param name="columns">What is selected.</param>
    /// <param name="all">All columns of the server, for the conditions.</param>
    /// <param name="keyset">The columns that pages go by; empty for none.</param>
    /// <param name="after">The last row's values of these; null for the first page.</param>
    /// <param name="limit">At most so many rows; null: all.</param>
    public SqlStatement Select(IReadOnlyList<ServerColumn> columns, IReadOnlyList<ServerColumn> all, IReadOnlyList<ServerColumn> keyset, IReadOnlyList<object>? after, long? limit)
    {
        var statement = From(new SqlStatement(server).Add($"SELECT {string.Join(", ", columns.Select(c => c.Expression))} FROM "));
        var joint = " WHERE ";
        if (task.Table is not null)
            foreach (var (name, value) in arguments)
            {
                statement.Add(joint);
                Condition(statement, name, value, all);
                joint = " AND ";
            }
        if (after is not null)
        {
            statement.Add(joint);
            After(statement, keyset, after);
        }
        if (keyset.Count > 0) statement.Add(" ORDER BY ").Add(string.Join(", ", keyset.Select(c => server.Quote(c.Name))));
        return limit is null ? statement : statement.Add(FormattableString.Invariant($" LIMIT {limit}"));
    }

    private void Condition(SqlStatement statement, string name, object value, IReadOnlyList<ServerColumn> all)
    {
        var parameter = dataset.FindParameter(name)!;
        var filter = parameter.Filter ?? new ParameterFilter(name, FilterOperator.Equals);
        var column = all.FirstOrDefault(c => c.Name == filter.Column) ?? all.FirstOrDefault(c => c.Name.Equals(filter.Column, StringComparison.OrdinalIgnoreCase))
            ?? throw new DataSyncException("ArgumentInvalid", $"Parameter '{name}' selects no rows: table '{task.Table}' has no column '{filter.Column}'.", $"Give the parameter a filter, such as @{{ Name = '{name}'; Filter = 'column Equals' }}.");
        statement.Add(server.Quote(column.Name));
        switch (filter.Operator)
        {
            case FilterOperator.From: Bind(" >= ", value); break;
            case FilterOperator.To: Bind(" <= ", value); break;
            case FilterOperator.In when value is string list:
                statement.Add(" IN (");
                var separator = "";
                foreach (var item in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    Bind(separator, item);
                    separator = ", ";
                }
                statement.Add(")");
                break;
            case FilterOperator.None: throw new DataSyncException("ArgumentInvalid", $"Parameter '{name}' selects no rows of table '{task.Table}'.", "Take the parameter out, or give it a filter by a column.");
            default: Bind(" = ", value); break;
        }

        void Bind(string sign, object given)
        {
            var type = column.Type;
            if (!ValueConverter.TryConvert(given, type, parameter.Format ?? (type.IsText ? dateFormat : null), zone, out var converted) || converted is null)
                throw new DataSyncException("ArgumentInvalid", $"'{given}' of parameter '{name}' is no {type}, which column '{column.Name}' is.", "Correct the argument, or the parameter's filter.");
            statement.Add(sign).Bind(converted, type, column.ServerType);
        }
    }

    private object Written(object value, Parameter parameter) => parameter.Type.IsText && ValueConverter.TryConvert(value, DataType.String, parameter.Format ?? dateFormat, zone, out var text) && text is not null ? text : value;

    private void After(SqlStatement statement, IReadOnlyList<ServerColumn> keyset, IReadOnlyList<object> after)
    {
        if (server.ComparesRows || keyset.Count == 1)
        {
            statement.Add(keyset.Count == 1 ? server.Quote(keyset[0].Name) : $"({string.Join(", ", keyset.Select(c => server.Quote(c.Name)))})").Add(keyset.Count == 1 ? " > " : " > (");
            for (var i = 0; i < keyset.Count; i++) statement.Add(i > 0 ? ", " : "").Bind(after[i], keyset[i].Type, keyset[i].ServerType);
            if (keyset.Count > 1) statement.Add(")");
            return;
        }
        // a > x OR (a = x AND (b > y OR …)), which indexes serve where rows are not compared as one
        for (var i = 0; i < keyset.Count; i++)
        {
            var name = server.Quote(keyset[i].Name);
            statement.Add($"({name} > ").Bind(after[i], keyset[i].Type, keyset[i].ServerType);
            if (i < keyset.Count - 1) statement.Add($" OR ({name} = ").Bind(after[i], keyset[i].Type, keyset[i].ServerType).Add(" AND ");
        }
        statement.Add(new string(')', 2 * keyset.Count - 1));
    }
}

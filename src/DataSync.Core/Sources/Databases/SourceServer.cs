using DataSync.Rows;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Databases;

/// <summary>What a server needs said in its own way to be read: connections, names, types, parameters, errors.</summary>
internal abstract class SourceServer : IAsyncDisposable
{
    /// <summary>Server and database, for messages.</summary>
    public abstract string Place { get; }

    /// <summary>A name between quotes.</summary>
    public abstract string Quote(string name);

    /// <summary>A table's name (<c>table</c> or <c>schema.table</c>) as it stands in a statement.</summary>
    public virtual string Table(string name) => string.Join('.', Parts(name).Select(Quote));

    /// <summary>A parameter as it stands in a statement.</summary>
    public abstract string Parameter(int number, BoundValue value);

    /// <summary>True where rows of several values are compared as one.</summary>
    public virtual bool ComparesRows => false;

    /// <summary>What follows a table's name where each row is wanted in its last version; null where the server has no such thing.</summary>
    public virtual string? Final => null;

    /// <summary>The columns of what a statement's FROM names.</summary>
    public abstract Task<IReadOnlyList<ServerColumn>> DescribeAsync(SqlStatement from, string? table, CancellationToken cancellationToken);

    /// <summary>Columns that tell a table's rows apart and hold no nulls, as the server itself enforces; empty where it does not.</summary>
    public abstract Task<IReadOnlyList<string>> FindUniqueKeyAsync(string table, CancellationToken cancellationToken);

    /// <summary>Reads a statement's rows as they come.</summary>
    public abstract IAsyncEnumerable<ArrivedRows> ReadAsync(SqlStatement statement, IReadOnlyList<ServerColumn> columns, CancellationToken cancellationToken);

    /// <summary>The server's name and version.</summary>
    public abstract Task<string> FindVersionAsync(CancellationToken cancellationToken);

    /// <summary>True for errors that server, connection, rights or the statement are to blame for.</summary>
    public abstract bool IsServerError(Exception exception);

    /// <summary>Such an error as a failure, without a secret in it.</summary>
    public abstract Failure Classify(Exception exception);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>The parts of a name; one that has a dot in it stands between double quotes.</summary>
    protected static IReadOnlyList<string> Parts(string name)
    {
        var parts = new List<string>();
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(name, "\"((?:[^\"]|\"\")*)\"|([^.]+)"))
            parts.Add(match.Groups[1].Success ? match.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : match.Groups[2].Value);
        return parts.Count > 0 ? parts : throw new DataSyncException("TableMissing", $"'{name}' is no name of a table.", "Write table or schema.table.");
    }
}

/// <summary>Rows as they came.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Count">How many rows there are.</param>
internal readonly record struct ArrivedRows(IReadOnlyList<ColumnVector> Columns, int Count)
{
    /// <summary>The columns for a shaper, but those of the end that nobody asked for.</summary>
    public IReadOnlyList<ArrivedColumn> Take(int count) => [.. Columns.Take(count).Select(c => new ArrivedColumn(c.Column.Name, c))];
}

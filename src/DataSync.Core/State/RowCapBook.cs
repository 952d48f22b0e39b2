namespace DataSync.State;

/// <summary>What was learned of the most rows an API's answers carry. Kept in <c>state.db</c>: forgotten, it is learned again.</summary>
/// <param name="database">The workspace's state.</param>
/// <param name="source">The source's name.</param>
/// <param name="api">The API's name.</param>
public sealed class RowCapBook(StateDatabase database, string source, string api)
{
    private const string Schema = "CREATE TABLE IF NOT EXISTS row_caps (source TEXT NOT NULL COLLATE NOCASE, api TEXT NOT NULL, cap INTEGER, whole INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (source, api)) WITHOUT ROWID;";

    /// <summary>The cap, null where none is known; and the rows of the largest answer that proved whole although it looked cut, 0 where none did.</summary>
    public (int? Cap, int Whole) Read() => database.Peek<(int?, int)>(connection =>
    {
        using var command = connection.Prepare("SELECT cap, whole FROM row_caps WHERE source = $1 AND api = $2", 2).Bind(source, api);
        using var reader = command.ExecuteReader();
        return reader.Read() ? ((int?)reader.Int64(0), (int)reader.GetInt64(1)) : (null, 0);
    }, (null, 0));

    /// <summary>Notes that an answer of so many rows was cut.</summary>
    public void Cut(int rows) => Save("INSERT INTO row_caps (source, api, cap) VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET cap = min(ifnull(cap, excluded.cap), excluded.cap)", rows);

    /// <summary>Notes that an answer of so many rows was whole.</summary>
    public void Whole(int rows) => Save("INSERT INTO row_caps (source, api, whole) VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET whole = max(whole, excluded.whole)", rows);

    private void Save(string sql, int rows)
    {
        using var connection = database.Open(Schema);
        connection.Execute(sql, source, api, rows);
    }
}

using DataSync.State;
using Xunit;

namespace DataSync.Tests.State;

public sealed class StateUpgradeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Steps_run_once_each_and_in_order()
    {
        var database = new StateDatabase(_folder["state.db"]);
        using var connection = database.Open(StateSchema.Ddl);
        Assert.Equal(1L, connection.Scalar("PRAGMA user_version"));
        connection.Execute("INSERT INTO marks VALUES ('a', 1)");
        Action<Microsoft.Data.Sqlite.SqliteConnection>[] steps =
        [
            _ => Assert.Fail("done already"),
            c => c.Execute("ALTER TABLE marks ADD COLUMN note TEXT NOT NULL DEFAULT 'old'"),
            c => c.Execute("UPDATE marks SET note = note || ' and upgraded'"),
        ];
        Assert.Throws<InvalidOperationException>(() => StateUpgrade.Run(connection, "", [.. steps[..2], _ => throw new InvalidOperationException("killed")]));
        Assert.Equal((2L, "old"), (connection.Scalar("PRAGMA user_version"), connection.Scalar("SELECT note FROM marks")));
        for (var i = 0; i < 2; i++) StateUpgrade.Run(connection, "", steps);
        Assert.Equal((3L, "old and upgraded"), (connection.Scalar("PRAGMA user_version"), connection.Scalar("SELECT note FROM marks")));
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused()
    {
        var database = new StateDatabase(_folder["state.db"]);
        using (var connection = database.Open("")) connection.Execute("PRAGMA user_version=99");
        Assert.Equal("StateTooNew", Assert.Throws<DataSyncException>(() => database.Open("")).Id);
        Assert.True(File.Exists(_folder["state.db"]));
    }
}

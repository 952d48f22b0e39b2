using DataSync.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>What a dataset says of itself and its columns, other clients find as the comments of the table.</summary>
public sealed class CommentTests
{
    private const string Awkward = "it's \"a\" `text` \\ of %L @p0 $1 {p0:String}; DROP TABLE daily; -- \n平安 😀";

    private static readonly Row A1 = new("A", "20240102", 1), B2 = new("B", "20240203", 4);

    public static TheoryData<string, WriteMode> Modes()
    {
        var data = new TheoryData<string, WriteMode>();
        foreach (var kind in DatabaseTable.DatabaseKinds)
            foreach (var mode in Enum.GetValues<WriteMode>()) data.Add(kind, mode);
        return data;
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Comments_are_the_dataset_s_words_and_follow_them(string kind, WriteMode mode)
    {
        await using var table = await DatabaseTable.CreateAsync(kind);
        await table.RunAsync(Spec(kind, mode, "g1", Awkward, "first"), StoreTable.Day("20240102", A1));
        var held = kind == "MySql" ? Awkward.Replace("😀", "?", StringComparison.Ordinal) : Awkward; // its dictionaries have no such characters
        Assert.Equal([held, "first " + held], await CommentsAsync(table));

        await table.RunAsync(Spec(kind, mode, "g2", "Daily prices", "second"), StoreTable.Day("20240203", B2));
        Assert.Equal(["Daily prices", "second " + held], await CommentsAsync(table));
        await using (await table.Store.OpenWriterAsync(Spec(kind, mode, "g3", null, null), CancellationToken.None)) { } // nothing is said: what is there stays
        Assert.Equal(["Daily prices", "second " + held], await CommentsAsync(table));
        Assert.Equal(mode == WriteMode.Replace ? Row.Sorted(B2) : Row.Sorted(A1, B2), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Comments_of_any_length_are_held_as_far_as_the_server_can(string kind, WriteMode mode)
    {
        if (mode != WriteMode.Upsert) return;
        await using var table = await DatabaseTable.CreateAsync(kind);
        var text = new string('长', 5000);
        await table.RunAsync(Spec(kind, mode, null, text, text), StoreTable.Day("20240102", A1));
        await using var writer = await table.Store.OpenWriterAsync(Spec(kind, mode, null, text + "!", text + "!"), CancellationToken.None);
        Assert.Empty(writer.Warnings);
        Assert.All(await CommentsAsync(table), comment => Assert.True(kind == "MySql" ? comment.Length is 1000 or 2000 : comment.StartsWith(text, StringComparison.Ordinal)));
    }

    private static TargetSpec Spec(string kind, WriteMode mode, string? generation, string? table, string? close) => StoreTable.Spec(kind, mode) with
    {
        Generation = mode == WriteMode.Replace ? generation : null,
        Description = table,
        Columns = [.. StoreTable.Columns.Select(c => c.Name != "close" ? c : c with { Description = close is null ? null : $"{close} {Awkward}" })],
    };

    /// <summary>The comments of the table and of the column <c>close</c>, as another client reads them.</summary>
    private static async Task<List<string>> CommentsAsync(DatabaseTable table)
    {
        await using var connection = await TestServer.Get(table.Definition.Kind).ConnectAsync(table.Definition.Database);
        await using var command = connection.CreateCommand();
        command.CommandText = table.Definition.Kind switch
        {
            "PostgreSql" => "SELECT obj_description('daily'::regclass), col_description('daily'::regclass, 3)",
            "MySql" => "SELECT TABLE_COMMENT, (SELECT COLUMN_COMMENT FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'daily' AND COLUMN_NAME = 'close') FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'daily'",
            _ => "SELECT comment, (SELECT comment FROM system.columns WHERE database = currentDatabase() AND table = 'daily' AND name = 'close') FROM system.tables WHERE database = currentDatabase() AND name = 'daily'",
        };
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return [reader.GetString(0), reader.GetString(1)];
    }
}

using DataSync.Conformance.Tests.Stores;
using DataSync.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Faults;

/// <summary>Servers that crash, and start again, while a table is being loaded; and connections that end in the middle of it.</summary>
public sealed class RestartTests
{
    private static readonly Row A1 = new("A", "20240102", 1), B2 = new("B", "20240203", 4);
    private static readonly Row[] Many = [.. Enumerable.Range(0, 3000).Select(i => new Row($"C{i}", "20240103", i))];

    public static TheoryData<string> Kinds() => [.. DatabaseTable.DatabaseKinds];

    public static TheoryData<string, WriteMode> Modes() => CommentTests.Modes();

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_server_that_restarts_in_mid_load_loses_and_doubles_nothing(string kind)
    {
        await using var own = await OwnServer.StartAsync(kind, options: kind == "PostgreSql" ? ["-c", "synchronous_commit=on"] : []);
        foreach (var mode in Enum.GetValues<WriteMode>())
        {
            await using var table = await DatabaseTable.CreateAsync(own.Server);
            var spec = StoreTable.Spec(kind, mode);
            await using (var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None))
            {
                await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
                await writer.FlushAsync(CancellationToken.None);
                await writer.WriteAsync(StoreTable.Day("20240103", Many), CancellationToken.None);
                await own.CrashAsync();
                await own.StartAsync();
                var error = await Record.ExceptionAsync(async () => await writer.CompleteAsync(CancellationToken.None));
                // where no connection holds a commit together, the run may go on as though nothing had been
                if (kind != "ClickHouse" || error is not null) Assert.Equal("StoreUnreachable", Assert.IsType<DataSyncException>(error).Id);
            }
            if (kind != "ClickHouse") Assert.Equal(mode == WriteMode.Replace ? [] : Row.Sorted(A1), await table.ReadAsync());
            var done = await table.ResumeAsync(spec, StoreTable.Day("20240102", A1), StoreTable.Day("20240103", Many), StoreTable.Day("20240203", B2));
            if (kind != "ClickHouse") Assert.Equal(["trade_date=20240102"], done);
            Assert.Equal(Row.Sorted([A1, .. Many, B2]), await table.ReadAsync());
            Assert.Equal(3, (await table.MarkersAsync()).Count);
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_connection_cut_in_the_middle_of_rows_loses_and_doubles_nothing(string kind, WriteMode mode)
    {
        await using var table = await DatabaseTable.CreateAsync(kind);
        await using var proxy = new CuttingProxy(TestServer.Get(kind).Address);
        await using var cut = StoreTable.Open(table.Definition with { Server = proxy.Address });
        var spec = StoreTable.Spec(kind, mode);
        await using (var writer = await cut.OpenWriterAsync(spec, CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
            proxy.CutAfter(50_000);
            var error = await Record.ExceptionAsync(async () =>
            {
                await writer.WriteAsync(StoreTable.Day("20240103", Many), CancellationToken.None);
                await writer.CompleteAsync(CancellationToken.None);
            });
            Assert.Equal(1, proxy.Cuts);
            if (kind != "ClickHouse") Assert.Equal("StoreUnreachable", Assert.IsType<DataSyncException>(error).Id);
            else Assert.Null(error); // the insert was sent again, and recognized
        }
        await table.ResumeAsync(spec, StoreTable.Day("20240102", A1), StoreTable.Day("20240103", Many), StoreTable.Day("20240203", B2));
        Assert.Equal(Row.Sorted([A1, .. Many, B2]), await table.ReadAsync());
    }
}

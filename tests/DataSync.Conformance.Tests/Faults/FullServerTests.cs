using DataSync.Conformance.Tests.Stores;
using DataSync.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Faults;

/// <summary>A server whose disk is full says so; what was committed stays, and with room the same run ends well.</summary>
public sealed class FullServerTests
{
    private const int Room = 200;
    private static readonly Row A1 = new("A", "20240102", 1);

    public static TheoryData<string, WriteMode> Modes() => CommentTests.Modes();

    [Theory, MemberData(nameof(Modes))]
    public async Task A_full_disk_leaves_whole_commits_and_a_clear_error(string kind, WriteMode mode)
    {
        await using var place = await PlaceAsync(kind);
        var (table, disk) = place;
        var spec = StoreTable.Spec(kind, mode);
        await using (var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
            var error = await Assert.ThrowsAsync<DataSyncException>(async () =>
            {
                await writer.WriteAsync(StoreTable.Day("20240103", Large()), CancellationToken.None);
                await writer.CompleteAsync(CancellationToken.None);
            });
            Assert.Equal("StoreFull", error.Id);
            Assert.Contains("has no room left", error.Message);
        }
        if (mode != WriteMode.Replace) Assert.Equal(Row.Sorted(A1), await table.ReadAsync());
        disk.Grow(Room);
        Assert.Equal(["trade_date=20240102"], await table.ResumeAsync(spec, StoreTable.Day("20240102", A1), StoreTable.Day("20240103", Large())));
        Assert.Equal(Row.Sorted([A1, .. Large()]), await table.ReadAsync());
    }

    /// <summary>More than fits, and cannot be compressed.</summary>
    private static Row[] Large()
    {
        var (random, bytes) = (new Random(7), new byte[6000]);
        return [.. Enumerable.Range(0, 3000).Select(i =>
        {
            random.NextBytes(bytes);
            return new Row($"C{i}", "20240103", i, i, Convert.ToBase64String(bytes));
        })];
    }

    /// <summary>A table whose rows lie on a small disk: in a tablespace, in the folder of a database, or on a server of the test's own.</summary>
    private static async Task<Place> PlaceAsync(string kind)
    {
        if (kind == "ClickHouse")
        {
            var own = await OwnServer.StartAsync(kind, diskMegabytes: 16);
            return new(await DatabaseTable.CreateAsync(own.Server), own.Disk!, () => own.DisposeAsync().AsTask());
        }
        var server = TestServer.Get(kind);
        var name = $"small{Guid.NewGuid():n}";
        if (kind == "MySql")
        {
            var table = await DatabaseTable.CreateAsync(server);
            var disk = SmallDisk.Mount(Path.Combine(TestServer.Folder, "my", "data", table.Definition.Database!), 6);
            return new(table, disk, () => Task.CompletedTask)
            {
                BeforeDrop = async () =>
                {
                    await table.Store.RemoveAsync(StoreTable.Name, null, TimeSpan.Zero, CancellationToken.None);
                    await server.ExecuteAsync("DROP TABLE datasync_target, datasync_slice", table.Definition.Database);
                    disk.Dispose();
                },
            };
        }
        var tablespace = SmallDisk.Mount(Path.Combine(TestServer.Folder, name), 14);
        tablespace.Give("postgres");
        await server.ExecuteAsync($"CREATE TABLESPACE {name} LOCATION '{Path.Combine(TestServer.Folder, name)}'");
        await server.ExecuteAsync($"CREATE DATABASE {name} TABLESPACE {name}");
        return new(DatabaseTable.Over(server, name), tablespace, async () =>
        {
            await server.ExecuteAsync($"DROP TABLESPACE {name}");
            tablespace.Dispose();
            Directory.Delete(Path.Combine(TestServer.Folder, name));
        });
    }

    private sealed record Place(DatabaseTable Table, SmallDisk Disk, Func<Task> AfterDrop) : IAsyncDisposable
    {
        public Func<Task> BeforeDrop { get; init; } = () => Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await BeforeDrop();
            await Table.DisposeAsync();
            await AfterDrop();
        }

        public void Deconstruct(out DatabaseTable table, out SmallDisk disk) => (table, disk) = (Table, Disk);
    }
}

using CsCheck;
using DataSync.Conformance.Tests.Databases;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Stores;
using DataSync.Tests.Rows;
using Xunit;

namespace DataSync.Conformance.Tests.Faults;

/// <summary>A MariaDB server that forbids LOAD DATA LOCAL: rows go in by INSERT, and one warning says how to allow it.</summary>
public sealed class LocalInfileTests
{
    [Fact]
    public async Task A_server_that_forbids_local_files_gets_inserts_and_the_user_one_warning()
    {
        await using var own = await OwnServer.StartAsync("MySql", options: "--local-infile=0");
        foreach (var mode in Enum.GetValues<WriteMode>())
        {
            await using var table = await DatabaseTable.CreateAsync(own.Server);
            Row[] rows = [.. Enumerable.Range(0, 1200).Select(i => new Row($"C{i}", "20240102", i / 8.0, i, i % 3 == 0 ? null : "名\n\"x\"\\N 😀"))];
            await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec("MySql", mode), CancellationToken.None))
            {
                await writer.WriteAsync(StoreTable.Day("20240102", rows), CancellationToken.None);
                await writer.WriteAsync(StoreTable.Day("20240103", new Row("A", "20240103", 1)), CancellationToken.None);
                await writer.CompleteAsync(CancellationToken.None);
                var warning = Assert.Single(writer.Warnings);
                Assert.Contains("SET GLOBAL local_infile = ON", warning);
            }
            Assert.Equal(Row.Sorted([.. rows, new Row("A", "20240103", 1)]), await table.ReadAsync());
        }

        await using var types = await DatabaseTable.CreateAsync(own.Server);
        var number = 0;
        await Batches.Gen_.SampleAsync(async batch =>
        {
            var spec = TypeTests.Spec($"t{Interlocked.Increment(ref number)}", Batches.AllKinds) with { OnUnrepresentable = UnrepresentablePolicy.Null };
            await types.Store.WriteAsync(spec, SqlStores.Slice("s=1", batch));
            var rows = new[] { batch }.Rows();
            foreach (var row in rows)
                for (var i = 0; i < row.Length; i++)
                    if (row[i] is double value && (!double.IsFinite(value) || (value == 0 && double.IsNegative(value)))) row[i] = null;
            Assert.Null(Batches.Difference(rows, (await types.Store.ReadAllAsync(spec.Table)).Rows()));
        }, iter: 15, threads: 1);
    }
}

using DataSync.Conformance.Tests.Kills;
using DataSync.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>Several writers into one table: one writes, the others wait, and no row is lost.</summary>
public sealed class SharingTests
{
    public static TheoryData<string> Kinds() => [.. StoreTable.Kinds.Where(k => k is not ("JsonArray" or "CsvGzip" or "JsonZstd"))]; // which lock as their kind does

    [Theory, MemberData(nameof(Kinds))]
    public async Task Two_processes_at_once_write_one_after_the_other(string kind)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var place = table is FileTable files ? files.Folder : ((DatabaseTable)table).Definition.Database!;
        var ended = await Task.WhenAll(new[] { "a", "b" }.Select(name => Worker.RunAsync(Worker.Start(failpoint: null, SharingScript.WorkerArgument, kind, place, name))));
        Assert.All(ended, e => Assert.True(e.ExitCode == 0, e.Output + e.Errors));
        Assert.Equal(SharingScript.Expected("a", "b"), await table.ReadAsync());
        Assert.Equal(8, (await table.MarkersAsync()).Count);
    }
}

using DataSync.Catalog;
using DataSync.Tests;
using Xunit;

namespace DataSync.Core.Tests.Catalog;

public sealed class DatasetHistoryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;

    public DatasetHistoryTests()
    {
        _workspace = Workspace.Create(_folder.Path);
        _workspace.Datasets.Save(Of("a", "b"), overwrite: false, "first");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_change_of_columns_is_a_version_and_nothing_else_is()
    {
        _workspace.Datasets.Update("d", d => d with { Description = "words" }, "words");
        _workspace.Datasets.Update("d", d => d with { Columns = [.. d.Columns, new("c", DataType.Int64)] }, "second");
        _workspace.Datasets.Update("d", d => d with { Columns = d.Columns }, "nothing");
        var versions = _workspace.History.Read("d");
        Assert.Equal([(1, "first"), (2, "second")], versions.Select(v => (v.Version, v.Why)));
        Assert.Equal(["Column c added: Int64"], versions[1].Changes);
        Assert.Equal(2, _workspace.Datasets.Get("d").SchemaVersion);
    }

    [Fact]
    public void A_schema_of_an_old_number_gets_a_number_of_its_own()
    {
        _workspace.Datasets.Update("d", d => d with { Columns = [.. d.Columns, new("c", DataType.Int64)], SchemaVersion = 2 });
        _workspace.Datasets.Save(Of("a"), overwrite: true, "imported again");
        Assert.Equal(3, _workspace.Datasets.Get("d").SchemaVersion);
    }

    [Fact]
    public void A_renamed_column_is_followed_through_all_versions()
    {
        Rename("b", "c");
        _workspace.Datasets.Update("d", d => d with { Columns = [.. d.Columns, new("x", DataType.Double)] });
        Rename("c", "e");
        Assert.Equal(["e"], _workspace.History.NamesSince("d", "b").Distinct());
        Assert.Equal(["e"], _workspace.History.NamesSince("d", "c").Distinct());
        Assert.Empty(_workspace.History.NamesSince("d", "a"));
        var dataset = _workspace.Datasets.Get("d");
        Assert.Equal((1, 1, 3), (_workspace.History.VersionSince(dataset, "a"), _workspace.History.VersionSince(dataset, "e"), _workspace.History.VersionSince(dataset, "x")));
    }

    [Fact]
    public void The_versions_go_with_the_dataset()
    {
        _workspace.Datasets.Remove("d");
        Assert.False(Directory.Exists(Path.Combine(_workspace.History.Path, "d")));
    }

    private void Rename(string old, string now) =>
        _workspace.Datasets.Update("d", d => d with { Columns = [.. d.Columns.Select(c => c.Name == old ? c with { Name = now } : c)] }, "renamed", new Dictionary<string, string> { [old] = now });

    private static Dataset Of(params string[] columns) => new() { Name = "d", Source = "s", Columns = [.. columns.Select(c => new Column(c, DataType.String))] };
}

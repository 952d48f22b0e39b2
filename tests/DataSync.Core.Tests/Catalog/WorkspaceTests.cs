using DataSync.Catalog;
using Xunit;

namespace DataSync.Tests.Catalog;

public sealed class WorkspaceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_nearest_folder_upward_is_the_workspace()
    {
        var made = Workspace.Create(_folder["w"]);
        var deep = Directory.CreateDirectory(_folder["w/a/b"]).FullName;

        Assert.Equal(made.Root, Workspace.Locate(null, deep).Root);
    }

    [Fact]
    public void A_given_folder_that_is_no_workspace_is_refused_with_the_way_to_make_one()
    {
        var e = Assert.Throws<DataSyncException>(() => Workspace.Locate("nowhere", _folder.Path));

        Assert.Equal("WorkspaceNotFound", e.Id);
        Assert.Contains(_folder["nowhere"], e.Message);
        Assert.Contains("New-DsWorkspace", e.Advice);
    }

    [Fact]
    public void Making_it_twice_keeps_what_is_there()
    {
        Workspace.Create(_folder["w"]).Stores.Save(new Store { Name = "lake", Kind = "Parquet", Path = "data" }, overwrite: false);

        Assert.Equal("data", Workspace.Create(_folder["w"]).Stores.Get("lake").Path);
    }

    [Fact]
    public void A_workspace_of_a_newer_version_is_refused()
    {
        Workspace.Create(_folder["w"]);
        File.WriteAllText(_folder["w/datasync.json"], """{ "version": 99 }""");

        Assert.Equal("WorkspaceTooNew", Assert.Throws<DataSyncException>(() => Workspace.Open(_folder["w"])).Id);
    }

    [Fact]
    public void Relative_paths_count_from_the_workspace() =>
        Assert.Equal(_folder["w/data"], Workspace.Create(_folder["w"]).Resolve("./data"));

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_clear_error()
    {
        File.WriteAllText(_folder["file"], "");

        Assert.Equal("WorkspaceNotWritable", Assert.Throws<DataSyncException>(() => Workspace.Create(_folder["file/w"])).Id);
    }
}

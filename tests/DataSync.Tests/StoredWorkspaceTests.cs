using System.IO.Compression;

namespace DataSync.Tests;

/// <summary>Workspaces as earlier versions wrote them (see Workspaces/make.ps1) open in this one, with all that was done in them.</summary>
public sealed class StoredWorkspaceTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(_ => """{"code":0,"data":{"fields":[],"items":[]}}""");

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
    }

    public static TheoryData<string> Versions => [.. Directory.GetFiles(Folder, "v*.zip").Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_stored_workspace_opens_and_asks_for_nothing_again(string version)
    {
        var root = Path.Combine(_shell.Folder, version);
        ZipFile.ExtractToDirectory(Path.Combine(Folder, $"{version}.zip"), root);
        _shell.Run("param($root) $null = $ExecutionContext.SessionState.Path.SetLocation($root)", root);

        Assert.Equal(["daily", "trade_cal", "two_days", "whole"], _shell.Run("Get-DsPlan | ForEach-Object Name").Select(v => v.ToString()));
        Assert.Equal(("0 18 * * 1-5", "Get-OpenDay | ForEach-Object { @{ trade_date = $_.cal_date } }"), _shell.Run("Get-DsPlan daily").Select(p => (Plan)p.BaseObject).Select(p => (p.Schedule, p.ArgumentScript)).Single());
        Assert.Equal("4 Done Done Done Done", _shell.One<string>("$runs = @(Get-DsRun); \"$($runs.Count) $(($runs.Status -eq 'Done') -join ' ')\""));
        _shell.Run("param($uri) Set-DsSource tushare -Uri $uri", _vendor.Uri);
        Assert.Equal(["daily 0 8 Done", "trade_cal 0 1 Done", "two_days 0 2 Done", "whole 0 1 Done"],
            _shell.Run("Invoke-DsSync trade_cal, daily, two_days, whole | ForEach-Object { \"$($_.Plan) $($_.Done) $($_.Skipped) $($_.Status)\" }").Select(v => v.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(0, _vendor.Requests);
        Assert.Equal(32, _shell.Run("Read-DsData daily -Store lake").Count);
    }

    private static string Folder => Repository.File("tests", "DataSync.Tests", "Workspaces");
}

using System.IO.Compression;
using DataSync.Secrets;

namespace DataSync.Tests;

/// <summary>A server is rebuilt from an export: nothing is asked again, and no secret was in it.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Secret = "t0ken-in-a-file";
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(FakeVendor.Rows);
    private readonly string _data = Directory.CreateTempSubdirectory("datasync-data-").FullName;

    public BackupTests()
    {
        _vendor.Populate(_shell);
        File.WriteAllText(Path.Combine(_shell.Folder, "token"), Secret);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_shell.Folder, "token"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _shell.Run("""
            param($data)
            [System.IO.File]::WriteAllText("$PWD/functions.ps1", 'function Get-Day { "20240102"; "20240103" }')
            [System.IO.Directory]::CreateDirectory("$PWD/templates") | Out-Null
            [System.IO.File]::WriteAllText("$PWD/templates/mine.txt", 'text')
            Set-DsSource vendor -Token file:token
            New-DsStore far -Kind Csv -Path $data | Out-Null
            Set-DsNotification ops -Preset Json -Address https://x.test/ -On Failed
            New-DsPlan -Name inner -Table inner -Dataset rates -Store lake -Arguments { Get-Day | ForEach-Object { @{ day = $_ } } } | Out-Null
            New-DsPlan -Name outer -Table outer -Dataset rates -Store far -Mode Append -Arguments { Get-Day | ForEach-Object { @{ day = $_ } } } | Out-Null
            Invoke-DsSync inner, outer | Out-Null
            """, _data);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rebuilt_server_asks_for_nothing_again(bool withData)
    {
        var exported = _shell.Try($"Export-DsWorkspace out/copy.zip {(withData ? "-IncludeData" : "")}");
        Assert.Empty(exported.Errors);
        Assert.Equal(withData, exported.Warnings.Count == 0);
        var archive = Path.Combine(_shell.Folder, "out", "copy.zip");
        using (var zip = ZipFile.OpenRead(archive))
        {
            var names = zip.Entries.Select(e => e.FullName).ToList();
            foreach (var wanted in (string[])["datasync.json", "state.db", "functions.ps1", "plans/inner.json", "plans/inner.ps1", "sources/vendor.json", "notifications/ops.json", "templates/mine.txt"]) Assert.Contains(wanted, names);
            Assert.Equal(withData, names.Exists(n => n.StartsWith("data/", StringComparison.Ordinal)));
            Assert.DoesNotContain(names, n => n == "token" || n.StartsWith("logs/", StringComparison.Ordinal) || n.EndsWith(".zip", StringComparison.Ordinal));
        }
        var asked = _vendor.Requests;
        if (!withData) _shell.Run("Remove-DsData inner -Store lake -Force");

        // the old server is gone; only the export and what lay elsewhere are left
        var imported = _shell.Try("param($a) Import-DsWorkspace $a -Destination ./rebuilt", archive);
        Assert.Empty(imported.Errors);
        Assert.Contains(imported.Warnings, w => w.StartsWith("The token of source 'vendor' is not here: There is no credential file", StringComparison.Ordinal));
        var root = Path.Combine(_shell.Folder, "rebuilt");
        Assert.Empty(new SecretScan(Secret).InFiles(root));
        File.Copy(Path.Combine(_shell.Folder, "token"), Path.Combine(root, "token"));
        var runs = _shell.Run("Invoke-DsSync inner, outer -Workspace ./rebuilt | ForEach-Object { \"$($_.Plan) $($_.Status) $($_.Done) $($_.Skipped)\" }").Select(v => v.ToString());
        Assert.Equal([withData ? "inner Done 0 2" : "inner Done 2 0", "outer Done 0 2"], runs.Order(StringComparer.Ordinal));
        Assert.Equal(withData ? asked : asked + 2, _vendor.Requests);
        Assert.Equal(4, _shell.Run("Get-DsRun -Workspace ./rebuilt").Count); // with those of before
    }

    [Fact]
    public void What_is_no_export_or_would_overwrite_is_refused()
    {
        _shell.Run("Export-DsWorkspace copy.zip -WarningAction SilentlyContinue | Out-Null");
        Assert.StartsWith("ExportExists,", _shell.Fail("Export-DsWorkspace copy.zip").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("WorkspaceExists,", _shell.Fail("Import-DsWorkspace copy.zip .").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("ImportNotFound,", _shell.Fail("Import-DsWorkspace none.zip new").FullyQualifiedErrorId, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_shell.Folder, "text.zip"), "text");
        Assert.StartsWith("ImportInvalid,", _shell.Fail("Import-DsWorkspace text.zip new").FullyQualifiedErrorId, StringComparison.Ordinal);
        var path = Path.Combine(_shell.Folder, "copy.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update)) using (var writer = new StreamWriter(zip.CreateEntry("../escaped.txt").Open())) writer.Write("x");
        Assert.StartsWith("ImportInvalid,", _shell.Fail("Import-DsWorkspace copy.zip new").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_shell.Folder, "new")) || File.Exists(Path.Combine(_shell.Folder, "escaped.txt")));
        _shell.Run("Export-DsWorkspace other.zip -WhatIf");
        Assert.False(File.Exists(Path.Combine(_shell.Folder, "other.zip")));
    }
}

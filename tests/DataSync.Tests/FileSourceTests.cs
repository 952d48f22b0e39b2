namespace DataSync.Tests;

/// <summary>Files as a source, as a user says and runs it.</summary>
public sealed class FileSourceTests : IDisposable
{
    private readonly Shell _shell = new();

    public FileSourceTests()
    {
        Directory.CreateDirectory(Path.Combine(_shell.Folder, "drop"));
        Write("daily-20240102.csv", "code,close\na,1.5\nb,2\n");
        Write("daily-20240103.csv", "code,close\na,1.6\nb,2.1\n");
        _shell.Run("New-DsSource drop -Kind File -Path ./drop; New-DsStore lake -Kind Parquet -Path data");
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Names_that_differ_by_a_day_make_slices_of_days()
    {
        _shell.Run("Import-DsDataset -Source drop -Table 'daily-{{trade_date}}.csv' -Name daily -WarningAction Ignore");
        var parameter = Assert.Single(_shell.One<Dataset>("Get-DsDataset daily").Parameters);
        Assert.Equal(("trade_date Date", "yyyyMMdd"), (parameter.ToString(), parameter.Format));
        var slices = _shell.Run("Invoke-DsSync -Dataset daily -Store lake -Mode Append -WhatIf -Detail | ForEach-Object Slice");
        Assert.Equal(["trade_date=20240102", "trade_date=20240103"], slices.Select(s => s.ToString()));
        Assert.Equal(2, _shell.One<Run>("Invoke-DsSync -Dataset daily -Store lake -Mode Append -Arguments @{ trade_date = '20240103' }").Rows);
    }

    [Fact]
    public void Files_without_arguments_in_their_names_are_slices_by_path()
    {
        _shell.Run("Import-DsDataset -Source drop -Table 'daily-*.csv' -Key code -WarningAction Ignore");
        var dataset = _shell.One<Dataset>("Get-DsDataset daily");
        Assert.Equal(["code String", "close Double"], dataset.Columns.Select(c => c.ToString()));
        var run = _shell.One<Run>("Invoke-DsSync -Dataset daily -Store lake");
        Assert.Equal((RunStatus.Done, 2L, 4L), (run.Status, run.Done, run.Rows));
        Assert.Equal((0L, 2L), Counts());
        File.SetLastWriteTimeUtc(Path.Combine(_shell.Folder, "drop", "daily-20240103.csv"), DateTime.UtcNow.AddHours(1));
        Assert.Equal((0L, 2L), Counts());
        Write("daily-20240103.csv", "code,close\na,1.7\nb,2.1\n");
        Assert.Equal((1L, 1L), Counts());
        Write("daily-20240104.csv", "code,close\nc,9\n");
        Assert.Equal((1L, 2L), Counts());
        Assert.Equal([1.7, 2.1, 9.0], _shell.Run("Read-DsData daily -Store lake -OrderBy code | ForEach-Object close").Select(o => o.BaseObject));

        (long Done, long Skipped) Counts()
        {
            var again = _shell.One<Run>("Invoke-DsSync -Dataset daily -Store lake");
            return (again.Done, again.Skipped);
        }
    }

    [Fact]
    public void A_plan_without_arguments_replaces_the_table_by_the_files_there_are()
    {
        _shell.Run("Import-DsDataset -Source drop -Table 'daily-{{day}}.csv' -Name daily -WarningAction Ignore; Set-DsDataset daily -Key @(); New-DsPlan -Name daily -Dataset daily -Store lake -Mode Replace");
        Assert.Equal(4, _shell.One<Run>("Invoke-DsSync daily").Rows);
        File.Delete(Path.Combine(_shell.Folder, "drop", "daily-20240103.csv"));
        _shell.Run("Invoke-DsSync daily");
        Assert.Equal(2, _shell.Run("Read-DsData daily -Store lake").Count);
        var coverage = _shell.One<Coverage>("Get-DsCoverage daily");
        Assert.Equal((1L, 0L), (coverage.Done, coverage.Stale));
    }

    [Fact]
    public void A_kind_says_what_it_does_not_use()
    {
        Assert.StartsWith("SourceFieldUnused", _shell.Fail("New-DsSource a -Kind File -Path x -Server y").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("SourceFieldUnused", _shell.Fail("New-DsSource a -Uri https://a.test -Path x").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("SourceCannotDescribe", _shell.Fail("New-DsSource web -Uri https://a.test | Out-Null; Import-DsDataset -Source web -Table t").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_shell.Folder, "drop", name), text);
}

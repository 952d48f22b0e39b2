namespace DataSync.Tests;

/// <summary>Objects of PowerShell as a source.</summary>
public sealed class ObjectSourceTests : IDisposable
{
    private readonly Shell _shell = new();

    public ObjectSourceTests()
    {
        _shell.Run("""
            New-DsSource machine -Kind Object
            New-DsStore lake -Kind Parquet -Path data
            New-DsDataset items -Source machine -Key name -Column name, size:Int64, at:Timestamp, tags:Json, @{ Name = 'year'; Type = 'Int64'; Path = '$.at.Year' }
            """);
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Piped_objects_are_rows_written_each_time()
    {
        const string Items = "[pscustomobject] @{ Name = 'a'; Size = 3; At = [datetime] '2024-01-02T03:04:05'; Tags = @(1, @{ x = $true }); Other = 1 }, @{ name = 'b'; size = $null; at = $null; tags = $null }";
        var run = _shell.One<Run>($"{Items} | Invoke-DsSync -Dataset items -Store lake");
        Assert.Equal((RunStatus.Done, 1L, 2L), (run.Status, run.Done, run.Rows));
        var row = _shell.Run("Read-DsData items -Store lake -OrderBy name")[0];
        Assert.Equal(("a", 3L, new DateTime(2024, 1, 2, 3, 4, 5), """[1,{"x":true}]""", 2024L),
            (row.Properties["name"].Value, row.Properties["size"].Value, row.Properties["at"].Value, row.Properties["tags"].Value, row.Properties["year"].Value));
        _shell.Run("@{ name = 'a'; size = 4 } | Invoke-DsSync -Dataset items -Store lake -WarningAction Ignore");
        Assert.Equal([4L, null], _shell.Run("Read-DsData items -Store lake -OrderBy name | ForEach-Object { ,$_.size }").Select(o => o?.BaseObject));
        Assert.Empty(_shell.Run("@() | Invoke-DsSync -Dataset items -Store lake"));
    }

    [Fact]
    public void Slices_go_by_a_column_in_any_order_and_append_once()
    {
        _shell.Run("New-DsDataset log -Source machine -Column day:Date, n:Int64");
        const string Rows = "1..6 | ForEach-Object { @{ day = \"2024010$(1 + $_ % 2)\"; n = $_ } }";
        var run = _shell.One<Run>($"{Rows} | Invoke-DsSync -Dataset log -Store lake -Mode Append -SliceBy day");
        Assert.Equal((2L, 6L), (run.Done, run.Rows));
        Assert.Equal((0L, 2L), (_shell.One<Run>($"{Rows} | Invoke-DsSync -Dataset log -Store lake -Mode Append -SliceBy day") is var again ? (again.Done, again.Skipped) : default));
        Assert.Equal("day Equals", _shell.One<Dataset>("Get-DsDataset log").Parameters.Single().Filter!.ToString());
        Assert.StartsWith("SliceByMissing", _shell.Fail($"{Rows} | Invoke-DsSync -Dataset log -Store lake -Mode Append").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("ColumnNotFound", _shell.Fail($"{Rows} | Invoke-DsSync -Dataset log -Store lake -SliceBy none").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@{ name = 'a'; size = 'x' }", "Value")]
    [InlineData("'text'", "ObjectInvalid")]
    public void An_object_that_does_not_fit_stops_all_of_them(string item, string error)
    {
        var failed = _shell.Try($"@{{ name = 'z'; size = 1 }}, {item} | Invoke-DsSync -Dataset items -Store lake");
        Assert.StartsWith(error, failed.Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_shell.Folder, "data", "items")) && _shell.Run("Read-DsData items -Store lake").Count > 0);
    }

    [Fact]
    public void A_script_is_a_source_of_its_own_with_arguments()
    {
        _shell.Run("New-DsDataset squares -Source machine -Key n -Column n:Int64, square:Int64 -Parameter @{ Name = 'top'; Type = 'Int64'; Required = $true } -Setting @{ script = { foreach ($i in 1..$Arguments.top) { [pscustomobject] @{ n = $i; square = $i * $i } } } }");
        var run = _shell.One<Run>("Invoke-DsSync -Dataset squares -Store lake -Arguments @{ top = 5000 }");
        Assert.Equal((RunStatus.Done, 5000L), (run.Status, run.Rows));
        Assert.Equal(3, _shell.Run("Show-DsData squares -Arguments @{ top = 100000000 } -First 3").Count);
        _shell.Run("Set-DsDataset squares -Setting @{ script = 'foreach ($i in 1..3) { if ($i -eq 2) { throw \"no more\" }; @{ n = $i; square = 1 } }' }");
        var error = _shell.Try("Invoke-DsSync -Dataset squares -Store lake -Arguments @{ top = 1 } -Force").Errors[0];
        Assert.Contains("no more", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_without_objects_says_how_to_get_them() =>
        Assert.Contains("Pipe them", _shell.Try("Invoke-DsSync -Dataset items -Store lake").Errors[0].Exception.Message + _shell.Try("Invoke-DsSync -Dataset items -Store lake").Errors[0].ErrorDetails?.RecommendedAction, StringComparison.Ordinal);
}

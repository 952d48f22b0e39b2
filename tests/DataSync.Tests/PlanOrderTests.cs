namespace DataSync.Tests;

/// <summary>Several plans in one Invoke-DsSync.</summary>
public sealed class PlanOrderTests : IDisposable
{
    private readonly Shell _shell = new();
    private FakeVendor _vendor = FakeVendor.Of(FakeVendor.Rows);

    public PlanOrderTests() => _vendor.Populate(_shell);

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Theory]
    [InlineData("{ Read-DsData parent -Store lake -Where @{ code = 'a' } | ForEach-Object { @{ day = $_.day } } }")]
    [InlineData("{ Read-DsData -Value day -Table parent lake | ForEach-Object { @{ day = $_ } } }")]
    [InlineData("{ $name = 'parent'; Read-DsData $name lake | ForEach-Object { @{ day = $_.day } } }")]
    [InlineData("{ Get-ParentDay | ForEach-Object { @{ day = $_ } } }")]
    [InlineData("(New-DsArgument day -Table parent)")]
    [InlineData("(New-DsArgument day -Calendar parent -Column day -Store lake)")]
    public void A_plan_comes_after_those_whose_tables_its_arguments_read(string arguments)
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "functions.ps1"), "function Get-ParentDay { Read-DsData parent lake -Value day -Distinct }");
        _shell.Run($"New-DsPlan -Name a_child -Dataset rates -Store lake -Table child -Arguments {arguments} | Out-Null; New-DsPlan -Name z_parent -Dataset rates -Store lake -Table parent -Arguments @{{ day = '20240102' }} | Out-Null");
        Assert.Equal(["z_parent Done", "a_child Done"], Statuses("Get-DsPlan | Invoke-DsSync"));
    }

    [Fact]
    public void Of_another_store_a_table_of_the_same_name_is_another_table()
    {
        _shell.Run("""
            New-DsStore other -Kind Json -Path ./other | Out-Null
            New-DsPlan -Name a -Dataset rates -Store lake -Table t -Arguments @{ day = '20240102' } | Out-Null
            New-DsPlan -Name b -Dataset rates -Store other -Table t -Arguments (New-DsArgument day -Table t -Store other) | Out-Null
            New-DsPlan -Name c -Dataset rates -Store lake -Table u -Arguments (New-DsArgument day -Table t -Store other) | Out-Null
            """);
        // b reads its own table, which is no circle; c waits for b alone
        Assert.Equal(["a Done", "b Done", "c Done"], Statuses("Invoke-DsSync a, b, c").Order());
    }

    [Fact]
    public void A_failed_parent_stops_its_children_with_the_reason()
    {
        _vendor.Dispose();
        _vendor = FakeVendor.Of(uri => uri.Query.Contains("20240102", StringComparison.Ordinal) ? "<html></html>" : FakeVendor.Rows(uri));
        _shell.Run("param($uri) Set-DsSource vendor -Uri $uri -Setting @{ retry = @{ attempts = 1 } }", _vendor.Uri);
        _shell.Run("""
            New-DsPlan -Name grandchild -Dataset rates -Store lake -Table g -DependsOn @() -Arguments (New-DsArgument day -Table c) | Out-Null
            New-DsPlan -Name parent -Dataset rates -Store lake -Table p -Arguments @{ day = '20240102' } | Out-Null
            New-DsPlan -Name child -Dataset rates -Store lake -Table c -DependsOn parent -Arguments @{ day = '20240103' } | Out-Null
            New-DsPlan -Name alone -Dataset rates -Store lake -Table a -Arguments @{ day = '20240104' } | Out-Null
            """);
        var result = _shell.Try("Invoke-DsSync *");
        var runs = result.Output.Select(o => (Run)o.BaseObject).ToDictionary(r => r.Plan);
        Assert.Equal((RunStatus.Failed, RunStatus.NotRun, RunStatus.NotRun, RunStatus.Done), (runs["parent"].Status, runs["child"].Status, runs["grandchild"].Status, runs["alone"].Status));
        Assert.Contains("plan 'parent', which it depends on, did not succeed", runs["child"].Message, StringComparison.Ordinal);
        Assert.Contains("'child'", runs["grandchild"].Message, StringComparison.Ordinal);
        Assert.Contains(result.Warnings, w => w.StartsWith("child: Not run", StringComparison.Ordinal));
        Assert.Equal(RunStatus.NotRun, _shell.One<Run>("Get-DsRun child").Status);
    }

    [Fact]
    public void A_circle_is_an_error_that_shows_it()
    {
        _shell.Run("""
            New-DsPlan -Name a -Dataset rates -Store lake -Table a -Arguments (New-DsArgument day -Table c) | Out-Null
            New-DsPlan -Name b -Dataset rates -Store lake -Table b -Arguments (New-DsArgument day -Table a) | Out-Null
            New-DsPlan -Name c -Dataset rates -Store lake -Table c -DependsOn b -Arguments @{ day = '20240102' } | Out-Null
            """);
        var error = _shell.Fail("Invoke-DsSync a, b, c");
        Assert.StartsWith("PlanCycle", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("a → c → b → a", error.Exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("PlanCycle", _shell.Fail("Set-DsPlan a -DependsOn a").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("PlanNotFound", _shell.Fail("Set-DsPlan a -DependsOn nothing").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single(_shell.One<Plan>("Get-DsPlan c").DependsOn));
        _shell.Run("Set-DsPlan c -DependsOn $null");
        Assert.Empty(_shell.One<Plan>("Get-DsPlan c").DependsOn);
    }

    [Fact]
    public void The_higher_priority_of_a_source_goes_first()
    {
        _shell.Run("""
            New-DsPlan -Name low -Dataset rates -Store lake -Table l -Arguments @{ day = '20240102' } | Out-Null
            New-DsPlan -Name high -Dataset rates -Store lake -Table h -Priority 5 -Arguments @{ day = '20240102' } | Out-Null
            New-DsPlan -Name mid -Dataset rates -Store lake -Table m -Priority 1 -Arguments @{ day = '20240102' } | Out-Null
            """);
        Assert.Equal(["high Done", "mid Done", "low Done"], Statuses("Invoke-DsSync *"));
        // what a plan waits for has its priority
        _shell.Run("Set-DsPlan high -Arguments (New-DsArgument day -Table l)");
        Assert.Equal(["low Done", "high Done", "mid Done"], Statuses("Invoke-DsSync *"));
    }

    private IEnumerable<string> Statuses(string script) => _shell.Run(script).Select(o => $"{((Run)o.BaseObject).Plan} {((Run)o.BaseObject).Status}");
}

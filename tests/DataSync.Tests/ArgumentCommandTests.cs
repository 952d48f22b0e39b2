namespace DataSync.Tests;

/// <summary>New-DsArgument, and plans made of what it makes.</summary>
public sealed class ArgumentCommandTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(FakeVendor.Rows);

    public ArgumentCommandTests() => _vendor.Populate(_shell);

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Theory]
    [InlineData("New-DsArgument day -From 20240102 -To 2024-01-03", "day: each Day from 2024-01-02 to 2024-01-03")]
    [InlineData("New-DsArgument day -From ([datetime]'2024-01-02') -Step Month -At End", "day: End of each Month from 2024-01-02 to today")]
    [InlineData("New-DsArgument -FromParameter a -ToParameter b -From 2024-01-02 -Step Year", "a, b: each Year from 2024-01-02 to today")]
    [InlineData("New-DsArgument code -Value a, b, 3", "code: a, b, 3")]
    [InlineData("New-DsArgument year -Minimum 2020 -Maximum 2024", "year: 2020 to 2024")]
    [InlineData("New-DsArgument code -Table stocks -Column ts_code -Where @{ status = 'L', 'P'; open = $true } -OrderBy -ts_code | ForEach-Object { $_.Table }", "stocks")]
    [InlineData("New-DsArgument day -Calendar cal -Column d -Where @{ open = 1 } -From 2024-01-01", "day: each day in cal.d where open = 1 from 2024-01-01 to today")]
    [InlineData("New-DsArgument code -Value a, b | New-DsArgument code -BatchSize 2", "code: a, b; 2 of code a request")]
    [InlineData("New-DsArgument -Product (New-DsArgument code -Value a), (New-DsArgument n -Minimum 1 -Maximum 2)", "(code: a) × (n: 1 to 2)")]
    [InlineData("New-DsArgument -Zip (New-DsArgument code -Value a), (New-DsArgument n -Value 1)", "(code: a) with (n: 1)")]
    [InlineData("New-DsArgument -Sequence (New-DsArgument code -Value a), (New-DsArgument -Set @{ code = 'b' })", "(code: a), then (code: 1 sets)")]
    public void Each_kind_prints_itself(string script, string expected) => Assert.Equal(expected, Assert.Single(_shell.Run(script)).ToString());

    [Fact]
    public void First_shows_what_it_gives()
    {
        Assert.Equal(["2024-01-02 x", "2024-01-02 y", "2024-01-03 x"], _shell.Run("New-DsArgument -Product (New-DsArgument day -From 2024-01-02 -To 2024-12-31), (New-DsArgument code -Value x, y) -First 3 | ForEach-Object { \"$($_.day.ToString('yyyy-MM-dd')) $($_.code)\" }").Select(v => v.ToString()));
        _shell.Run("Invoke-DsSync -Dataset rates -Store lake -Arguments @{ day = '20240102' } | Out-Null");
        Assert.Equal(["a", "b"], _shell.Run("New-DsArgument code -Table rates -Store lake -OrderBy code -First 9 | ForEach-Object code").Select(v => v.ToString()));
        Assert.StartsWith("StoreNeeded", _shell.Fail("New-DsArgument code -Table rates -First 9").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_keeps_a_generator_and_runs_it()
    {
        var plan = _shell.One<Plan>("New-DsArgument day -From 2024-01-02 -To 2024-01-04 | New-DsPlan -Dataset rates -Store lake");
        Assert.Equal("day: each Day from 2024-01-02 to 2024-01-04", plan.Generator!.ToString());
        Assert.Contains("\"kind\": \"Dates\"", File.ReadAllText(Path.Combine(_shell.Folder, "plans", "rates.json")), StringComparison.Ordinal);
        Assert.Equal((RunStatus.Done, 3L), _shell.One<Run>("Invoke-DsSync rates") is var run ? (run.Status, run.Done) : default);
        Assert.Equal((0L, 3L), _shell.One<Run>("Invoke-DsSync rates") is var again ? (again.Done, again.Skipped) : default);
        _shell.Run("Set-DsPlan rates -Arguments (New-DsArgument day -From 2024-01-04 -To 2024-01-05)");
        Assert.Equal((1L, 1L), _shell.One<Run>("Invoke-DsSync rates") is var changed ? (changed.Done, changed.Skipped) : default);
        _shell.Run("Set-DsPlan rates -Arguments { @{ day = '20240106' } }");
        Assert.Null(_shell.One<Plan>("Get-DsPlan rates").Generator);
    }

    [Fact]
    public void The_days_of_a_calendar_and_the_codes_of_a_table()
    {
        _shell.Run("Invoke-DsSync -Dataset rates -Store lake -Table calendar -Arguments @{ day = '20240102' }, @{ day = '20240105' } | Out-Null");
        var run = _shell.One<Run>("New-DsArgument -Product (New-DsArgument day -Calendar calendar -Column day -Where @{ code = 'a' }), (New-DsArgument code -Table calendar) | New-DsPlan -Dataset rates -Store lake | Invoke-DsSync");
        Assert.Equal(4, run.Done);
    }

    [Fact]
    public void A_run_may_be_limited_to_some_days_and_the_plan_stays_whole()
    {
        _shell.Run("New-DsArgument day -From 2024-01-01 -To 2024-01-31 | New-DsPlan -Dataset rates -Store lake | Out-Null");
        Assert.Equal(31, _shell.Run("Invoke-DsSync rates -WhatIf -Detail | Where-Object Slice").Count);
        Assert.Equal((2L, 2L), _shell.One<Run>("Invoke-DsSync rates -From 2024-01-05 -To 20240106") is var run ? (run.Planned, run.Done) : default);
        Assert.Equal((31L, 2L), _shell.One<Run>("Invoke-DsSync rates") is var whole ? (whole.Planned, whole.Skipped) : default);
        _shell.Run("Invoke-DsSync rates -From 2024-01-05 -To 2024-01-06 | Out-Null");
        Assert.Equal(31, _shell.One<Coverage>("Get-DsCoverage rates").Planned);
    }

    [Theory]
    [InlineData("New-DsArgument nothing -From 2024-01-02 | New-DsPlan -Dataset rates -Store lake", "ParameterUnknown")]
    [InlineData("New-DsPlan -Dataset rates -Store lake -Arguments (New-DsArgument day -From 2024-01-02), @{ day = '20240101' }", "ArgumentsMixed")]
    [InlineData("New-DsArgument day -From yesterday", "ParameterArgumentTransformationError")]
    [InlineData("New-DsArgument day -From 2024-01-02 -To 2024-01-01", "GeneratorInvalid")]
    [InlineData("New-DsArgument day -Value '20240102' | New-DsArgument day -BatchSize 5 | New-DsPlan -Dataset rates -Store lake", "BatchImpossible")]
    [InlineData("New-DsArgument day, code -Value a", "GeneratorInvalid")]
    public void What_does_not_fit_is_refused(string script, string id) => Assert.StartsWith(id, _shell.Fail(script).FullyQualifiedErrorId, StringComparison.Ordinal);
}

using System.Management.Automation;

namespace DataSync.Tests;

/// <summary>Invoke-DsSync, Get-DsCoverage and Get-DsRun against a vendor in this process.</summary>
public sealed class SyncCommandTests : IDisposable
{
    private readonly Shell _shell = new();
    private FakeVendor? _vendor;

    public void Dispose()
    {
        _shell.Dispose();
        _vendor?.Dispose();
    }

    [Fact]
    public void The_whole_way_in_one_pipeline_and_nothing_the_second_time()
    {
        var vendor = Use(FakeVendor.Of(FakeVendor.Rows));
        var run = _shell.One<Run>("Get-DsDataset rates | New-DsPlan -Store lake -Arguments { 2..4 | ForEach-Object { @{ day = \"2024010$_\" } } } | Invoke-DsSync");
        Assert.Equal((RunStatus.Done, 3L, 6L, "rates"), (run.Status, run.Done, run.Rows, run.Plan));
        Assert.Equal(6, _shell.Run("Read-DsData rates lake").Count);
        Assert.Equal(3, vendor.Requests);
        run = _shell.One<Run>("Invoke-DsSync rates");
        Assert.Equal((RunStatus.Done, 0L, 3L), (run.Status, run.Requests, run.Skipped));
        Assert.Equal(3, vendor.Requests);
    }

    [Fact]
    public void Coverage_is_drawn_by_month_and_counted_by_parameter()
    {
        Use(FakeVendor.Of(uri => uri.Query.Contains("20240203", StringComparison.Ordinal) ? "<html></html>" : FakeVendor.Rows(uri)));
        _shell.Run("Get-DsDataset rates | New-DsPlan -Store lake -Arguments @{ day = '20240130' }, @{ day = '20240131' }, @{ day = '20240202' }, @{ day = '20240203' } | Out-Null");
        _shell.Try("Invoke-DsSync rates");
        var months = _shell.Run("Get-DsCoverage rates -By Month").Select(o => (CoverageGroup)o.BaseObject).ToList();
        Assert.Equal([("2024-01", 2L, 2L, new string('.', 29) + "##"), ("2024-02", 2L, 1L, ".#F" + new string('.', 28))], months.Select(m => (m.Group, m.Planned, m.Done, m.Map)));
        Assert.Equal((new DateOnly(2024, 1, 30), new DateOnly(2024, 1, 31), 4L), (months[0].From, months[0].To, months[0].Rows));
        Assert.Equal(["2024:##..........", "2024-01-30:####################"], _shell.Run("Get-DsCoverage rates -By Year | ForEach-Object { \"$($_.Group):$($_.Map.Replace('F', '#'))\" }; @(Get-DsCoverage rates -By day)[0] | ForEach-Object { \"$($_.Group):$($_.Map)\" }").Select(o => o.ToString()));
        Assert.Equal("ParameterNotFound", _shell.Try("Get-DsCoverage rates -By nothing").Errors[0].FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void Limits_of_a_source_are_listed_with_what_is_used()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        _shell.Run("Set-DsSource vendor -Limit 500/1m; Invoke-DsSync -Dataset rates -Store lake -Arguments @{ day = '20240102' }, @{ day = '20240103' } | Out-Null");
        var limit = _shell.One<SourceLimit>("Get-DsSource vendor -Limits");
        Assert.Equal(("rates", 500, TimeSpan.FromMinutes(1), 2L, LimitOrigin.Stated), (limit.Api, limit.Requests, limit.Per, limit.Used, limit.Origin));
    }

    [Fact]
    public void Missing_fills_gaps_and_refreshes_nothing()
    {
        var vendor = Use(FakeVendor.Of(FakeVendor.Rows));
        _shell.Run("Get-DsDataset rates | New-DsPlan -Store lake -MaxAge 0s -Arguments @{ day = '20240102' } | Invoke-DsSync | Out-Null; Set-DsPlan rates -Arguments @{ day = '20240102' }, @{ day = '20240103' }");
        Assert.Equal((1L, 1L), _shell.One<Run>("Invoke-DsSync rates -Missing") is var run ? (run.Done, run.Skipped) : default);
        Assert.Equal(2, vendor.Requests);
        Assert.StartsWith("ArgumentsInvalid", _shell.Try("Invoke-DsSync rates -Missing -Force").Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_keeps_what_it_expects_and_refuses_what_cannot_be()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        var plan = _shell.One<Plan>("New-DsPlan -Dataset rates -Store lake -Published '1d 9:00' -Calendar Weekdays -Expect '95%' -OnVanished Mark");
        Assert.Equal(("1d 9:00", "Weekdays", "95%", VanishedPolicy.Mark), (plan.Published, plan.Calendar, plan.Expect, plan.OnVanished));
        Assert.Null(_shell.One<Plan>("Set-DsPlan rates -Expect $null -PassThru").Expect);
        foreach (var (given, id) in new[] { ("-Expect lots!", "ExpectInvalid"), ("-Published noon", "PublishedInvalid"), ("-Calendar 'a b'", "CalendarInvalid"), ("-OnVanished Delete -Mode Append", "VanishedNotKept") })
            Assert.Equal(id, _shell.Try($"New-DsPlan -Dataset rates -Store lake -Name other {given}").Errors[0].FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void A_plan_follows_another_plans_data()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        _shell.Run("""
            Invoke-DsSync -Dataset rates -Store lake -Table calendar -Arguments @{ day = '20240102' }, @{ day = '20240103' } | Out-Null
            New-DsPlan -Name daily -Dataset rates -Store lake -Table daily -Arguments {
                Read-DsData calendar -Store lake -Where @{ code = 'a' } -OrderBy day | ForEach-Object { @{ day = $_.day } }
            } | Invoke-DsSync | Out-Null
            """);
        Assert.Equal(["2024-01-02", "2024-01-03"], _shell.Run("Read-DsData daily lake -Value day -Distinct -OrderBy day | ForEach-Object { $_.ToString('yyyy-MM-dd') }").Select(v => v.ToString()));
    }

    [Fact]
    public void A_scriptblock_reads_its_own_table_as_it_was_and_as_empty_at_first()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        const string Plan = "Get-DsDataset rates | New-DsPlan -Store lake -Arguments { @{ day = '20240102' }; Read-DsData rates -Store lake -Value day -Distinct | ForEach-Object { @{ day = $_.AddDays(1) } } } | Invoke-DsSync";
        Assert.Equal(1, _shell.One<Run>(Plan).Planned);
        Assert.Equal(2, _shell.One<Run>("Invoke-DsSync rates").Planned);
        Assert.Equal(3, _shell.One<Run>("Invoke-DsSync rates").Planned);
    }

    [Fact]
    public void One_bad_slice_is_one_error_and_the_rest_go_on()
    {
        Use(FakeVendor.Of(uri => uri.Query.Contains("20240103", StringComparison.Ordinal) ? "<html></html>" : FakeVendor.Rows(uri)));
        _shell.Run("Get-DsDataset rates | New-DsPlan -Store lake -Arguments @{ day = '20240102' }, @{ day = '20240103' }, @{ day = '20240104' } | Out-Null");
        var result = _shell.Try("Invoke-DsSync rates");
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("Fatal,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("rates: day=20240103: ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("day=20240103", Assert.IsType<Arguments.Slice>(error.TargetObject).Display);
        var run = Assert.IsType<Run>(Assert.Single(result.Output).BaseObject);
        Assert.Equal((RunStatus.Partial, 2L, 1L), (run.Status, run.Done, run.Failed));
        var coverage = _shell.One<Coverage>("Get-DsCoverage rates");
        Assert.Equal((2L, 1L), (coverage.Done, coverage.Failed));
        Assert.Equal("day=20240103", _shell.One<SliceCoverage>("Get-DsCoverage rates -Detail | Where-Object State -eq Failed").Slice);
        Assert.Equal(run.Id, _shell.One<Run>("Get-DsRun -Plan r* -Failed").Id);
        Assert.Empty(_shell.Run("Get-DsRun nothing"));
    }

    [Fact]
    public void WhatIf_prices_a_run_and_touches_nothing()
    {
        var vendor = Use(FakeVendor.Of(FakeVendor.Rows));
        _shell.Run("Get-DsDataset rates | New-DsPlan -Store lake -Arguments @{ day = '20240102' }, @{ day = '29991231' } | Out-Null");
        var estimate = _shell.One<SyncEstimate>("Invoke-DsSync rates -WhatIf");
        Assert.Equal((2L, 1L, 1L, 1L, true), (estimate.Planned, estimate.ToAsk, estimate.Pending, estimate.Requests, estimate.IsLowerBound));
        Assert.Equal("day=20240102", Assert.Single(estimate.First).Slice);
        var previews = _shell.Run("Invoke-DsSync rates -WhatIf -Detail").Select(p => Assert.IsType<SlicePreview>(p.BaseObject)).ToList();
        Assert.Equal([(SliceState.Missing, "day=20240102"), (SliceState.Pending, "day=29991231")], previews.Select(p => (p.State, p.Slice)));
        Assert.Contains("20240102", previews[0].Request, StringComparison.Ordinal);
        Assert.Null(previews[1].Request);
        Assert.Equal(0, vendor.Requests);
        Assert.False(Directory.Exists(Path.Combine(_shell.Folder, "data")));
        Assert.Empty(_shell.Run("Get-DsRun"));
    }

    [Fact]
    public void Plans_of_one_call_are_priced_after_each_other()
    {
        var vendor = Use(FakeVendor.Of(FakeVendor.Rows));
        _shell.Run("Set-DsSource vendor -Limit 3/1d | Out-Null; 'one', 'two' | ForEach-Object { New-DsPlan -Name $_ -Dataset rates -Store lake -Table $_ -Arguments @{ day = '20240102' }, @{ day = '20240103' } } | Out-Null");
        var estimates = _shell.Run("Get-DsPlan | Invoke-DsSync -WhatIf").Select(o => Assert.IsType<SyncEstimate>(o.BaseObject)).ToList();
        Assert.Equal(["one", "two"], estimates.Select(e => e.Plan));
        Assert.Equal(["one"], estimates[1].After);
        Assert.Equal([(3L, true), (1, false)], estimates.Select(e => (e.Limits[0].Left, e.Limits[0].IsEnough)));
        Assert.Equal([1, 2], estimates.Select(e => e.Days.Count));
        Assert.Equal(0, vendor.Requests);
        // what is asked is used
        _shell.Run("Invoke-DsSync one");
        var left = _shell.One<SyncEstimate>("Invoke-DsSync two -WhatIf");
        Assert.Equal((2L, 1L), (left.Limits[0].Used, left.Limits[0].Left));
        Assert.NotNull(left.SecondsPerRequest);
        Assert.Equal("ArgumentsInvalid", _shell.Fail("Invoke-DsSync two -Detail").FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void A_price_is_shown_in_a_few_lines()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        _shell.Run("Set-DsSource vendor -Limit 3/1d | Out-Null; Get-DsDataset rates | New-DsPlan -Store lake -Arguments @{ day = '20240102' }, @{ day = '29991231' } | Out-Null");
        var lines = string.Concat(_shell.Run("Invoke-DsSync rates -WhatIf").Select(o => o.ToString())).Split('\n');
        Assert.Equal("rates: rates of vendor, to lake/rates", lines[0]);
        Assert.Contains("  slices    1 to ask of 2 (0 done, 1 pending)", lines);
        Assert.Contains(lines, l => l.StartsWith("            day=20240102: GET https://", StringComparison.Ordinal));
        Assert.Contains("  limits    3/1d of rates: 0 used, 3 left", lines);
        Assert.True(lines.Length < 10, string.Join('\n', lines));
    }

    [Fact]
    public void Ad_hoc_slices_come_from_the_pipeline_too_and_count_for_plans()
    {
        var vendor = Use(FakeVendor.Of(FakeVendor.Rows));
        Assert.Equal(2, _shell.One<Run>("'20240102', '20240103' | ForEach-Object { @{ day = $_ } } | Invoke-DsSync -Dataset rates -Store lake").Done);
        Assert.Empty(_shell.Run("@() | Invoke-DsSync -Dataset rates -Store lake"));
        Assert.Equal(1, _shell.One<Run>("New-DsPlan -Dataset rates -Store lake -Arguments @{ day = [datetime]'2024-01-03' } | Invoke-DsSync").Skipped);
        Assert.Equal(2, vendor.Requests);
        Assert.Equal(1, _shell.One<Run>("Invoke-DsSync rates -Force").Requests);
    }

    [Fact]
    public void A_throwing_scriptblock_names_plan_and_line()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        _shell.Run("Get-DsDataset rates | New-DsPlan -Store lake -Arguments {\n@{ day = '20240102' }\nthrow 'no calendar'\n} | Out-Null");
        var result = _shell.Try("Invoke-DsSync rates");
        Assert.Contains(result.Errors, e => e.Exception.Message.Contains("rates: the scriptblock of its arguments failed in line 2: no calendar", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_take_wildcards_and_one_missing_plan_is_one_error()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        _shell.Run("foreach ($n in 'a1', 'a2') { New-DsPlan -Name $n -Dataset rates -Store lake -Table $n -Arguments @{ day = '20240102' } | Out-Null }");
        var result = _shell.Try("Invoke-DsSync none, a*");
        Assert.Equal((string[])["a1", "a2"], result.Output.Select(o => ((Run)o.BaseObject).Plan).Order()); // both at once: whichever ends first comes first
        Assert.StartsWith("PlanNotFound,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["a1"], _shell.Run("Get-DsCoverage a1 | Invoke-DsSync").Select(o => ((Run)o.BaseObject).Plan));
    }

    [Fact]
    public async Task Stop_ends_a_run_and_the_next_goes_on()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously), left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Use(FakeVendor.Silent(asked, left));
        _shell.Run("Get-DsDataset rates | New-DsPlan -Store lake -Arguments @{ day = '20240102' } | Out-Null");
        using (var shell = _shell.Create("Invoke-DsSync rates"))
        {
            var running = shell.BeginInvoke();
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            shell.Stop();
            Assert.True(left.Task.IsCompleted);
            Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        }
        Assert.Equal(RunStatus.Stopped, _shell.One<Run>("Get-DsRun -Last 1").Status);
        using var vendor = FakeVendor.Of(FakeVendor.Rows);
        Assert.Equal(1, _shell.One<Run>("param($u) Set-DsSource vendor -Uri $u; Invoke-DsSync rates", vendor.Uri).Done);
    }

    [Fact]
    public void Progress_ends_and_verbose_tells_slices()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        var result = _shell.Try("Invoke-DsSync -Dataset rates -Store lake -Arguments @{ day = '20240102' } -Verbose");
        Assert.Contains(result.Verbose, v => v.Contains("2 rows", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, result.Progress[^1].RecordType);
    }

    private FakeVendor Use(FakeVendor vendor)
    {
        _vendor = vendor;
        vendor.Populate(_shell);
        return vendor;
    }
}

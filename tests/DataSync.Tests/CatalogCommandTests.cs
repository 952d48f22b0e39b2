using System.Management.Automation;

namespace DataSync.Tests;

/// <summary>New, Get, Set and Remove of sources, datasets, stores and plans.</summary>
public sealed class CatalogCommandTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(FakeVendor.Rows);

    public CatalogCommandTests() => _vendor.Populate(_shell);

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Fact]
    public void A_source_is_made_listed_changed_and_removed()
    {
        var made = _shell.One<Source>("New-DsSource tushare -Preset Tushare -Token env:T -Points 2000 -Limit 500/1m, @{ Requests = 9; Per = '1d'; PerApi = $false }");
        Assert.Equal((string[])["500 per 00:01:00 and API", "9 per 1.00:00:00"], made.Limits!.Select(l => l.ToString()));
        Assert.Equal("tushare", _shell.One<Source>("Get-DsSource tu*").Name);
        var changed = _shell.One<Source>("Set-DsSource tushare -TimeZone Asia/Tokyo -Setting @{ dateFormat = 'yyyy'; records = @{ path = '$.x' } } -PassThru");
        Assert.Equal(("Asia/Tokyo", 2000, """{"dateFormat":"yyyy","records":{"path":"$.x"}}"""), (changed.TimeZone, changed.Points, changed.Settings!.ToJsonString()));
        changed = _shell.One<Source>("Set-DsSource tushare -Setting @{ dateFormat = $null } -PassThru");
        Assert.Equal("""{"records":{"path":"$.x"}}""", changed.Settings!.ToJsonString());
        _shell.Run("Get-DsSource tushare | Remove-DsSource");
        Assert.Equal(["vendor"], _shell.Workspace.Sources.Names());
    }

    [Fact]
    public void A_literal_token_is_refused_and_shown_nowhere()
    {
        const string Secret = "0123456789abcdef0123";
        var error = _shell.Fail($"New-DsSource t -Preset Tushare -Token {Secret}");
        Assert.Equal("SecretReferenceInvalid,DataSync.Commands.NewDsSourceCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.SecurityError, error.CategoryInfo.Category);
        Assert.Contains("env:NAME", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        foreach (var text in (string[])[error.ToString(), error.Exception.ToString(), error.InvocationInfo.Line, error.InvocationInfo.PositionMessage, error.CategoryInfo.ToString(), $"{error.TargetObject}"])
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("t", _shell.Workspace.Sources.Names());
    }

    [Theory]
    [InlineData("Get-DsSource nope", "SourceNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("New-DsStore lake Json ./other", "StoreExists", ErrorCategory.ResourceExists)]
    [InlineData("New-DsStore x Jsn ./other", "UnknownKind", ErrorCategory.ObjectNotFound)]
    [InlineData("Remove-DsSource vendor", "SourceInUse", ErrorCategory.ResourceBusy)]
    [InlineData("New-DsDataset d vendor -Column a, A", "DatasetInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("New-DsDataset d vendor -Column a -Key b", "ColumnNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("New-DsDataset d vendor -Column a -Parameter @{ Name = 'p'; Filter = 'b Equals' }", "ColumnNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Set-DsDataset rates -ColumnType @{ rate = 'Number' }", "TypeInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("New-DsPlan -Dataset rates -Store lake -Arguments @{ dya = '20240102' }", "ArgumentsInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("New-DsPlan -Dataset rates -Store lake -Arguments @{ day = 'x' }", "ArgumentsInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("New-DsPlan -Dataset rates -Store lake -Key day, none", "ColumnNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("New-DsPlan -Dataset rates -Store lake -PartitionBy 'year(code)'", "PartitioningInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("New-DsPlan -Dataset rates -Store lake -Arguments { $nowhere }", "ScriptVariableUnknown", ErrorCategory.InvalidArgument)]
    [InlineData("New-DsPlan -Dataset rates -Store lake -Arguments { Get-Nothing }", "ScriptCommandUnknown", ErrorCategory.InvalidArgument)]
    [InlineData("Get-DsSource -Workspace ./none", "WorkspaceNotFound", ErrorCategory.ObjectNotFound)]
    public void Mistakes_have_an_id_a_category_and_a_fix(string script, string id, ErrorCategory category)
    {
        var error = _shell.Fail(script);
        Assert.StartsWith($"{id},DataSync.Commands.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Theory]
    [InlineData("Set-DsPlan x -Refresh 7")]
    [InlineData("Set-DsPlan x -Refresh Never")]
    [InlineData("New-DsSource x -Limit 500")]
    [InlineData("New-DsSource x -TimeZone Mars/Olympus")]
    [InlineData("New-DsDataset x vendor -Column a:Number")]
    public void Malformed_arguments_do_not_bind(string script) =>
        Assert.StartsWith("Parameter", _shell.Fail(script).FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void One_wrong_name_does_not_stop_the_others()
    {
        var result = _shell.Try("Get-DsStore nope, lake, none");
        Assert.Equal("lake", ((Store)Assert.Single(result.Output).BaseObject).Name);
        Assert.Equal((object[])["nope", "none"], result.Errors.Select(e => e.TargetObject));
    }

    [Fact]
    public void A_plan_takes_spans_as_people_write_them()
    {
        var plan = _shell.One<Plan>("Get-DsDataset rates | New-DsPlan -Store lake -Refresh 7d -MaxAge Never -SettleAfter 12h -PartitionBy 'YEAR(Day)' -Arguments @{ day = '20240102' }, @{ day = [DateOnly]'2024-01-03' }");
        Assert.Equal(("rates", TimeSpan.FromDays(7), Timeout.InfiniteTimeSpan, TimeSpan.FromHours(12), "year(day)"), (plan.Name, plan.Refresh!.Value, plan.MaxAge!.Value, plan.SettleAfter, plan.PartitionBy));
        Assert.Equal((string[])["""{"day":"20240102"}""", """{"day":"2024-01-03"}"""], plan.Arguments!.Select(a => a.ToJsonString()));
        plan = _shell.One<Plan>("Set-DsPlan rates -Refresh $null -Mode Append -PassThru");
        Assert.Equal((null, WriteMode.Append, Timeout.InfiniteTimeSpan), (plan.Refresh, plan.Mode, plan.MaxAge!.Value));
    }

    [Fact]
    public void Objects_from_the_pipeline_are_slices()
    {
        var plan = _shell.One<Plan>("$day = '20240105'; 'a', 'b' | ForEach-Object { [pscustomobject]@{ day = $day; code = $_ } } | New-DsPlan -Dataset rates -Store lake -Name two");
        Assert.Equal((string[])["""{"day":"20240105","code":"a"}""", """{"day":"20240105","code":"b"}"""], plan.Arguments!.Select(a => a.ToJsonString()));
    }

    [Fact]
    public void A_scriptblock_is_kept_as_its_text_with_what_it_captured()
    {
        var plan = _shell.One<Plan>("$codes = 'a', 'b'; $from = [DateOnly]'2024-01-02'; New-DsPlan -Dataset rates -Store lake -Arguments {\n  # each code\n  foreach ($c in $using:codes) { @{ code = $c; day = ($using:from).AddDays($n) } }\n} -Variable @{ n = 3 }");
        Assert.Equal("  # each code\n  foreach ($c in $using:codes) { @{ code = $c; day = ($using:from).AddDays($n) } }", plan.ArgumentScript);
        Assert.Equal("""{"n":3,"codes":["a","b"],"from":{"$date":"2024-01-02"}}""", plan.Variables!.ToJsonString());
        Assert.Equal(plan.ArgumentScript, File.ReadAllText(Path.Combine(_shell.Folder, "plans", "rates.ps1")));
    }

    [Fact]
    public void A_secret_is_not_captured()
    {
        var error = _shell.Fail("$s = [securestring]::new(); New-DsPlan -Dataset rates -Store lake -Arguments { @{ code = $using:s } }");
        Assert.StartsWith("VariableSecret", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_shell.Workspace.Plans.Names());
    }

    [Fact]
    public void A_changed_column_counts_up_the_schema_version()
    {
        Assert.Equal(1, _shell.One<Dataset>("Set-DsDataset rates -Description x -PassThru").SchemaVersion);
        var changed = _shell.One<Dataset>("Set-DsDataset rates -ColumnType @{ RATE = 'Decimal(18,4)' } -PassThru");
        Assert.Equal((2, DataType.Decimal(18, 4)), (changed.SchemaVersion, changed.FindColumn("rate")!.Type));
    }

    [Theory]
    [InlineData("New-DsSource s2 -Preset RestJson -Uri https://x.test -WhatIf")]
    [InlineData("New-DsDataset d2 vendor -Column a -WhatIf")]
    [InlineData("New-DsStore s2 Json ./x -WhatIf")]
    [InlineData("New-DsPlan -Dataset rates -Store lake -Arguments { @{ day = $Today } } -WhatIf")]
    [InlineData("Set-DsStore lake -Path ./elsewhere -WhatIf")]
    [InlineData("Remove-DsStore lake -WhatIf")]
    [InlineData("New-DsWorkspace ./new -WhatIf")]
    public void WhatIf_leaves_no_trace(string script)
    {
        var before = Snapshot();
        _shell.Run(script);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void Types_of_the_model_are_made_in_scripts()
    {
        var column = _shell.One<Column>("[DataSync.Column]@{ Name = 'x'; Type = 'Decimal(18,4)'; Format = 'q' }");
        Assert.Equal(new Column("x", DataType.Decimal(18, 4)) { Format = "q" }, column);
        Assert.Equal(DataType.Int64, _shell.One<Parameter>("[DataSync.Parameter]@{ Name = 'p'; Type = 'Int64'; Required = $true }").Type);
        Assert.Equal("lake", _shell.One<Store>("[DataSync.Store]@{ Name = 'lake'; Kind = 'Json' }").Name);
        Assert.Equal(WriteMode.Append, _shell.One<Plan>("[DataSync.Plan]@{ Name = 'p'; Dataset = 'd'; Store = 's'; Mode = 'Append' }").Mode);
        Assert.Equal("d", _shell.One<Dataset>("[DataSync.Dataset]@{ Name = 'd'; Source = 's'; Columns = [DataSync.Column[]]@{ Name = 'x' } }").Name);
    }

    [Fact]
    public void A_workspace_is_made_and_checked()
    {
        Assert.Equal(Path.Combine(_shell.Folder, "inner"), _shell.One<Catalog.Workspace>("New-DsWorkspace inner").Root);
        Assert.All(_shell.Run("Test-DsWorkspace -Offline").Select(c => (WorkspaceCheck)c.BaseObject), c => Assert.Equal(CheckSeverity.Ok, c.Severity));
        File.WriteAllText(Path.Combine(_shell.Folder, "stores", "lake.json"), """{ "name": "lake", "kind": "Jsn" }""");
        File.Delete(Path.Combine(_shell.Folder, "sources", "vendor.json"));
        var problems = _shell.Run("Test-DsWorkspace -Offline -Problem").Select(c => (WorkspaceCheck)c.BaseObject).ToList();
        Assert.Equal([(CheckSeverity.Error, "Files", Path.Combine("datasets", "rates.json")), (CheckSeverity.Error, "Files", Path.Combine("stores", "lake.json"))], problems.Select(p => (p.Severity, p.Area, p.Subject)));
        Assert.Contains("dataset 'rates' refers to the source 'vendor'", problems[0].Message, StringComparison.Ordinal);
        Assert.All(problems, p => Assert.False(string.IsNullOrEmpty(p.Advice)));
    }

    private string[] Snapshot() => [.. Directory.EnumerateFileSystemEntries(_shell.Folder, "*", SearchOption.AllDirectories).Order().Select(f => File.Exists(f) ? $"{f} {File.ReadAllText(f).GetHashCode()}" : f)];
}

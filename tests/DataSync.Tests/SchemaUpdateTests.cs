using System.Globalization;
using DataSync.Schema;
using DataSync.Stores;

namespace DataSync.Tests;

/// <summary>Update-DsSchema and the migrations of what is stored, over a page and a vendor of this test's own.</summary>
public sealed class SchemaUpdateTests : IDisposable
{
    private const string Sync = "Get-DsDataset fx | New-DsPlan -Store lake -Key code, trade_date -Mode Upsert -Arguments { '20240102', '20240103' | ForEach-Object { @{ trade_date = $_; venue = 'X' } } }; Invoke-DsSync fx";
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(_ => """{"code":0,"msg":"","data":{"fields":["trade_date","code","rate","vol"],"items":[["20240102","A",1.5,10],["20240103","A",2,null],["20240102","B",null,30]],"has_more":false}}""");

    public SchemaUpdateTests()
    {
        Environment.SetEnvironmentVariable("SCHEMA_UPDATE_TOKEN", "t");
        Describe(("trade_date", "str"), ("code", "str"), ("rate", "float"), ("vol", "int"));
        _shell.Run("param($uri) New-DsSource vendor -Preset Tushare -Uri $uri -Token env:SCHEMA_UPDATE_TOKEN; Import-DsDataset -Source vendor -Path fx.md -Key code, trade_date; New-DsStore lake -Kind Json -Path ./data", _vendor.Uri);
        _shell.Run(Sync);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Fact]
    public void A_renamed_retyped_and_added_column_reach_dataset_plan_and_table()
    {
        Describe(("trade_date", "str"), ("code", "str"), ("rate", "str"), ("volume", "int"), ("turnover", "float"));
        var shown = _shell.Try("Update-DsSchema fx -Rename @{ vol = 'volume' } -WhatIf");
        Assert.Equal(SchemaUpdateStatus.Reported, Assert.IsType<SchemaUpdate>(Assert.Single(shown.Output).BaseObject).Status);
        Assert.Empty(_shell.Workspace.Migrations.All());
        Assert.Equal(1, _shell.Workspace.Datasets.Get("fx").SchemaVersion);

        var update = _shell.One<SchemaUpdate>("Update-DsSchema fx -Rename @{ vol = 'volume' } -Force");
        Assert.Equal((SchemaUpdateStatus.Updated, 1, 2, 0), (update.Status, update.FromVersion, update.ToVersion, update.Left.Count));
        Assert.Equal(["trade_date", "code", "rate", "volume", "turnover"], Stored().Columns.Select(c => c.Name));
        Assert.Equal(DataType.String, Stored().Columns[2].Type);
        Assert.Equal(["1.5", "10"], _shell.Run("Read-DsData fx -Store lake -Where @{ code = 'A'; trade_date = [DateOnly]::new(2024, 1, 2) } | ForEach-Object { $_.rate; $_.volume }").Select(v => Convert.ToString(v.BaseObject, CultureInfo.InvariantCulture)));
        var versions = _shell.Run("Get-DsDataset fx -History").Select(v => (DatasetVersion)v.BaseObject).ToList();
        Assert.Equal([1, 2], versions.Select(v => v.Version));
        Assert.Equal("volume", versions[1].Renames["vol"]);
        Assert.Equal(3, versions[1].Changes.Count);

        // the slices stay done, and there is nothing more to do
        Assert.Equal(2, _shell.One<Run>("Invoke-DsSync fx").Skipped);
        Assert.Equal(SchemaUpdateStatus.Unchanged, _shell.One<SchemaUpdate>("Update-DsSchema fx").Status);
        Assert.Empty(_shell.Run("Get-DsMigration -Drift"));
        Assert.Contains("3 changes followed, 1 tables migrated", _shell.Run("Get-DsRun").Select(r => ((Run)r.BaseObject).Message ?? "").First(m => m.StartsWith("Schema", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_renaming_waits_until_somebody_says_what_it_is()
    {
        Describe(("trade_date", "str"), ("code", "str"), ("rate", "float"), ("volume", "int"));
        var result = _shell.Try("Update-DsSchema fx -Force");
        Assert.Equal((1, 1), (Assert.IsType<SchemaUpdate>(Assert.Single(result.Output).BaseObject).Left.Count, _shell.Workspace.Datasets.Get("fx").SchemaVersion));
        Assert.Contains(result.Warnings, w => w.Contains("-Rename @{ vol = 'volume' }", StringComparison.Ordinal));

        var update = _shell.One<SchemaUpdate>("Update-DsSchema fx -Rename @{ vol = $null } -Force");
        Assert.True(update.IsDestructive);
        Assert.Equal(["trade_date", "code", "rate", "volume"], Stored().Columns.Select(c => c.Name));
        Assert.Empty(_shell.Run("Read-DsData fx -Store lake | Where-Object { $null -ne $_.volume }"));
    }

    [Fact]
    public void AddOnly_asks_nothing_and_takes_nothing_away()
    {
        Describe(("trade_date", "str"), ("code", "str"), ("turnover", "float"), ("vol", "int"));
        var update = _shell.One<SchemaUpdate>("Update-DsSchema -Policy AddOnly -Rename @{ rate = $null }");
        Assert.Equal((SchemaUpdateStatus.Updated, 1, 1), (update.Status, update.Changes.Count, update.Left.Count));
        Assert.Equal(["trade_date", "code", "rate", "vol", "turnover"], Stored().Columns.Select(c => c.Name));
        Assert.Equal(2, _shell.One<Run>("Invoke-DsSync fx").Skipped);
    }

    [Fact]
    public void ReportOnly_tells_and_leaves_all_as_it_is()
    {
        Describe(("trade_date", "str"), ("code", "str"), ("vol", "int"));
        var update = _shell.One<SchemaUpdate>("Update-DsSchema fx -Policy ReportOnly");
        Assert.Equal((SchemaUpdateStatus.Reported, 0, 1), (update.Status, update.Changes.Count, update.Left.Count));
        Assert.Equal(4, Stored().Columns.Count);
        Assert.Contains("Column rate removed", _shell.Run("Get-DsRun").Select(r => ((Run)r.BaseObject).Message ?? "").First(m => m.StartsWith("Schema", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_that_names_a_parameter_that_went_is_reported_with_its_line()
    {
        Describe(parameters: ["trade_date | str | N", "code | str | N"], ("trade_date", "str"), ("code", "str"), ("rate", "float"), ("vol", "int"));
        var result = _shell.Try("Update-DsSchema fx -Force");
        Assert.Contains(result.Warnings, w => w.Contains("line 1 of its scriptblock names parameter 'venue'", StringComparison.Ordinal));
    }

    [Fact]
    public void Backfill_asks_just_for_the_slices_that_lack_the_column()
    {
        Describe(("trade_date", "str"), ("code", "str"), ("rate", "float"), ("vol", "int"), ("turnover", "float"));
        _shell.Run("Update-DsSchema fx -Policy AddOnly");
        var asked = _vendor.Requests;
        Assert.Equal(2, _shell.One<SyncEstimate>("Invoke-DsSync fx -Backfill turnover -WhatIf").ToAsk);
        Assert.Equal((2, 0), _shell.One<Run>("Invoke-DsSync fx -Backfill turnover") is var run ? (run.Done, run.Skipped) : default);
        Assert.Equal(asked + 2, _vendor.Requests);
        Assert.Equal((0, 2), _shell.One<Run>("Invoke-DsSync fx -Backfill turnover") is var again ? (again.Done, again.Skipped) : default);
        Assert.Equal((0, 2), _shell.One<Run>("Invoke-DsSync fx -Backfill code") is var old ? (old.Done, old.Skipped) : default);
        Assert.StartsWith("ColumnNotFound", _shell.Fail("Invoke-DsSync fx -Backfill nothing").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("AppendCannotRepeat", _shell.Fail("Get-DsDataset fx | New-DsPlan -Name added -Store lake -Table added -Mode Append -Arguments @{ trade_date = '20240102' }; Invoke-DsSync added -Backfill turnover").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_migration_of_a_users_own_is_carried_out_taken_back_and_kept_from_being_edited_afterwards()
    {
        var made = _shell.One<Migration>("New-DsMigration fx -Store lake -Step 'rename column vol to volume', 'add column note String default \"x\"' -Description 'for the report'");
        Assert.Equal(MigrationStatus.Pending, made.Status);
        Assert.Equal(MigrationStatus.Applied, _shell.One<Migration>("Invoke-DsMigration -Force").Status);
        Assert.Equal(["trade_date", "code", "rate", "volume", "note"], Stored().Columns.Select(c => c.Name));
        Assert.Contains(_shell.Run("Get-DsMigration -Drift"), d => d.ToString()!.Contains("rename column", StringComparison.Ordinal) || d.ToString()!.Contains("add column vol", StringComparison.Ordinal));

        File.AppendAllText(made.File!, "\n# edited\n");
        Assert.Equal(MigrationStatus.Changed, _shell.Workspace.Migrations.Get(made.Id).Status);
        Assert.StartsWith("MigrationChanged", _shell.Fail("param($id) Invoke-DsMigration $id -Force", made.Id).FullyQualifiedErrorId, StringComparison.Ordinal);
        File.WriteAllText(made.File!, made.Up);
        Assert.Equal(MigrationStatus.Reverted, _shell.One<Migration>("param($id) Invoke-DsMigration $id -Down -Force", made.Id).Status);
        Assert.Equal(["trade_date", "code", "rate", "vol"], Stored().Columns.Select(c => c.Name));
    }

    [Fact]
    public void Rows_that_stand_in_the_way_are_told_before_and_refuse_it()
    {
        var result = _shell.Try("New-DsMigration fx -Store lake -Step 'retype column rate to Int64'");
        Assert.Contains(result.Warnings, w => w.Contains("code=A, trade_date=2024-01-02: '1.5'", StringComparison.Ordinal));
        Assert.StartsWith("MigrationRefused", _shell.Fail("Invoke-DsMigration -Force").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(MigrationStatus.Failed, Assert.Single(_shell.Workspace.Migrations.All()).Status);
        Assert.Equal(DataType.Double, Stored().Columns[2].Type);
    }

    [Fact]
    public void A_table_that_could_not_follow_is_not_written_until_it_has()
    {
        Describe(("trade_date", "str"), ("code", "str"), ("rate", "int"), ("vol", "int"));
        var result = _shell.Try("Update-DsSchema fx -Force");
        Assert.Equal(SchemaUpdateStatus.Partial, Assert.IsType<SchemaUpdate>(Assert.Single(result.Output).BaseObject).Status);
        Assert.StartsWith("MigrationPending", _shell.Fail("Invoke-DsSync fx").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private TargetState Stored() => _shell.Workspace.Stores.Get("lake") is var lake && StoreKinds.Get(lake.Kind).Open(lake, new StoreContext(_shell.Workspace, TimeProvider.System, new Secrets.SecretResolver(_shell.Workspace))) is var store
        ? store.GetStateAsync("fx", CancellationToken.None).GetAwaiter().GetResult()! : throw new InvalidOperationException();

    private void Describe(params (string Name, string Type)[] columns) => Describe(["trade_date | str | N", "code | str | N", "venue | str | N"], columns);

    private void Describe(string[] parameters, params (string Name, string Type)[] columns) => File.WriteAllText(Path.Combine(_shell.Folder, "fx.md"), $"""
        ## 汇率
        接口：fx
        描述：演示用的汇率数据
        限量：单次最大2000行

        **输入参数**

        名称 | 类型 | 必选 | 描述
        ---- | ---- | ---- | ----
        {string.Join("\n", parameters.Select(p => $"{p} | 参数"))}

        **输出参数**

        名称 | 类型 | 默认显示 | 描述
        ---- | ---- | ---- | ----
        {string.Join("\n", columns.Select(c => $"{c.Name} | {c.Type} | Y | {Word(c.Name)}"))}
        """);

    private static string Word(string column) => column switch { "vol" or "volume" => "成交量", "trade_date" => "交易日期", "code" => "代码", "rate" => "汇率", _ => "新增字段" };
}

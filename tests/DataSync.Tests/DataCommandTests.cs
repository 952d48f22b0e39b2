using System.Management.Automation;
using System.Net;
using DataSync.Rows;
using DataSync.Stores;

namespace DataSync.Tests;

/// <summary>Commands that ask a vendor or read and remove stored rows.</summary>
public sealed class DataCommandTests : IDisposable
{
    private readonly Shell _shell = new();
    private FakeVendor? _vendor;

    public void Dispose()
    {
        _shell.Dispose();
        _vendor?.Dispose();
    }

    [Fact]
    public void Show_previews_without_storing()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        var rows = _shell.Run("Show-DsData rates -Arguments @{ day = '20240102' }");
        Assert.Equal(2, rows.Count);
        Assert.Equal((new DateOnly(2024, 1, 2), "a", 1.5), (rows[0].Properties["day"].Value, rows[0].Properties["code"].Value, rows[0].Properties["rate"].Value));
        Assert.Null(rows[1].Properties["rate"].Value);
        Assert.Single(_shell.Run("Get-DsDataset rates | Show-DsData -First 1"));
        Assert.False(Directory.Exists(Path.Combine(_shell.Folder, "data")));
    }

    [Fact]
    public void A_vendors_refusal_is_an_error_with_its_category()
    {
        Use(FakeVendor.Refusing(HttpStatusCode.Unauthorized));
        var error = _shell.Fail("Show-DsData rates -Arguments @{ code = 'a' }");
        Assert.Equal(("BadToken,DataSync.Commands.ShowDsDataCommand", ErrorCategory.AuthenticationError), (error.FullyQualifiedErrorId, error.CategoryInfo.Category));
    }

    [Fact]
    public void A_changed_column_is_a_warning()
    {
        Use(FakeVendor.Of(_ => """[{"day":"20240102","code":"a","rate":1,"extra":7}]"""));
        Assert.Contains("extra", Assert.Single(_shell.Try("Show-DsData rates").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_unwinds_the_work_before_the_command_returns()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously), left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Use(FakeVendor.Silent(asked, left));
        using var shell = _shell.Create("Show-DsData rates");
        var running = shell.BeginInvoke();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        shell.Stop();
        Assert.True(left.Task.IsCompleted);
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
    }

    [Fact]
    public void A_source_is_tested()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        var status = _shell.One<SourceStatus>("Test-DsSource vendor");
        Assert.Equal(("vendor", true), (status.Source, status.Reachable));
        _shell.Run("Set-DsSource vendor -Uri https://nobody.test/ -Setting @{ retry = @{ attempts = 1 } }");
        status = _shell.One<SourceStatus>("Test-DsSource vendor");
        Assert.False(status.Reachable);
        Assert.NotEmpty(status.Message!);
    }

    [Fact]
    public async Task Rows_are_read_with_types_conditions_and_order()
    {
        await Fill();
        var rows = _shell.Run("Read-DsData rates lake");
        Assert.Equal(4, rows.Count);
        Assert.Equal((string[])["day", "code", "rate"], rows[0].Properties.Select(p => p.Name));
        Assert.IsType<DateOnly>(rows[0].Properties["day"].Value);
        Assert.Equal((object[])["a", "b"], _shell.Run("Read-DsData rates -Store lake -Value CODE -Distinct -OrderBy code").Select(v => v.BaseObject));
        Assert.Equal((object[])["b"], _shell.Run("Read-DsData rates lake -Where @{ day = '20240103'; code = 'b', 'c' } -Value code").Select(v => v.BaseObject));
        Assert.Equal((object[])[new DateOnly(2024, 1, 3), new DateOnly(2024, 1, 3), new DateOnly(2024, 1, 2)], _shell.Run("Read-DsData rates lake -OrderBy -day -First 3 | ForEach-Object day").Select(v => v.BaseObject));
        Assert.Equal(["code", "day"], Assert.Single(_shell.Run("Read-DsData rates lake -Where @{ rate = $null; day = [datetime]'2024-01-02' } -Column code, day")).Properties.Select(p => p.Name));
    }

    [Theory]
    [InlineData("Read-DsData nothing lake", "TableNotFound")]
    [InlineData("Read-DsData rates lake -Column none", "ColumnNotFound")]
    [InlineData("Read-DsData rates lake -Where @{ day = 'noon' }", "ConditionInvalid")]
    public async Task Mistakes_in_reading_are_named(string script, string id)
    {
        await Fill();
        Assert.StartsWith(id, _shell.Fail(script).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_downstream_that_has_enough_ends_the_reading()
    {
        await Fill();
        Assert.Single(_shell.Run("& { foreach ($i in 1) { Read-DsData rates lake | ForEach-Object { $_; break } } }"));
        Assert.Equal(4, _shell.Run("Read-DsData rates lake").Count);
    }

    [Fact]
    public async Task Stored_rows_are_removed_only_when_meant()
    {
        await Fill();
        _shell.Run("Remove-DsData rates lake -Force -WhatIf");
        Assert.Equal(4, _shell.Run("Read-DsData rates lake").Count);
        Assert.NotEmpty(_shell.Try("Remove-DsData rates lake").Errors);
        _shell.Run("Remove-DsData rates lake -Arguments @{ day = '2024-01-02' } -Force");
        Assert.Equal(2, _shell.Run("Read-DsData rates lake").Count);
        _shell.Run("Remove-DsData rates lake -Confirm:$false");
        Assert.StartsWith("TableNotFound", _shell.Fail("Read-DsData rates lake").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_says_how_it_is_and_what_it_holds()
    {
        await Fill();
        var status = _shell.One<StoreStatus>("Test-DsStore");
        Assert.True(status is { Reachable: true, Writable: true, Message: null });
        Assert.Equal(("rates", 4L, 2L), (status.Tables[0].Table, status.Tables[0].Rows, status.Tables[0].Slices));
    }

    [Fact]
    public async Task Small_files_become_one_and_hold_the_same()
    {
        await Fill();
        Assert.Empty(_shell.Run("Optimize-DsStore lake -WhatIf"));
        var done = _shell.One<OptimizationResult>("Optimize-DsStore lake");
        Assert.Equal(("lake", "rates", 2L, 1L), (done.Store, done.Table, done.FilesBefore, done.FilesAfter));
        Assert.True(done.BytesAfter > 0 && done.BytesBefore > 0);
        Assert.Equal(4, _shell.Run("Read-DsData rates lake").Count);
        Assert.Equal(1L, _shell.One<OptimizationResult>("Get-DsStore l* -Detail | Optimize-DsStore").FilesBefore);
        Assert.Equal(1L, _shell.One<OptimizationResult>("Get-DsStore lake | Optimize-DsStore -Table r*").FilesAfter);
        Assert.Empty(_shell.Run("Optimize-DsStore lake -Table x*"));
        Assert.StartsWith("TableNotFound", _shell.Fail("Optimize-DsStore lake -Table other").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("StoreNotFound", _shell.Fail("Optimize-DsStore other").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_has_the_rows_and_what_is_done()
    {
        await Fill();
        _shell.Run("New-DsStore sheets -Kind Csv -Path sheets");
        var copy = _shell.One<TableCopyResult>("Copy-DsData rates lake sheets -Mode Upsert -Key day, code -PartitionBy 'month(day)'");
        Assert.Equal(("rates", "sheets", "rates", 4L, 2), (copy.Table, copy.Destination, copy.DestinationTable, copy.Rows, copy.Slices));
        Assert.Equal(4, _shell.Run("Read-DsData rates sheets").Count);
        var detail = _shell.One<TableDetail>("Get-DsStore sheets -Detail");
        Assert.Equal((4L, 2L, new DateOnly(2024, 1, 3), WriteMode.Upsert, "month(day)"), (detail.Rows, detail.Slices, detail.NewestSlice, detail.Mode, detail.PartitionBy));

        Assert.StartsWith("TableExists", _shell.Fail("Copy-DsData rates lake sheets").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("BadArguments", _shell.Fail("Copy-DsData rates lake lake").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("TableNotFound", _shell.Fail("Copy-DsData nothing lake sheets").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(4L, _shell.One<TableCopyResult>("Get-DsStore lake -Detail | Copy-DsData -Destination sheets -Force").Rows);
        Assert.Equal(WriteMode.Append, _shell.One<TableDetail>("Get-DsStore sheets -Detail").Mode);
        Assert.Empty(_shell.Run("Copy-DsData rates lake sheets -DestinationTable other -WhatIf"));
        Assert.Single(_shell.Run("Get-DsStore sheets -Detail"));
    }

    [Fact]
    public async Task A_dataset_is_compared_with_its_table_and_with_an_answer()
    {
        await Fill();
        Assert.Empty(_shell.Run("Compare-DsSchema rates -Store lake"));
        _shell.Run("Set-DsDataset rates -ColumnType @{ rate = 'String' }");
        var difference = _shell.One<Schema.SchemaDifference>("Compare-DsSchema rates -Store lake");
        Assert.Equal("Column rate Retyped: Double → String", difference.ToString());
        Assert.StartsWith("TableNotFound", _shell.Fail("Compare-DsSchema rates -Store lake -Table other").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("PageMissing", _shell.Fail("Compare-DsSchema rates").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_column_of_the_answer_is_a_difference()
    {
        Use(FakeVendor.Of(_ => """[{"day":"20240102","code":"a","rate":1,"extra":7}]"""));
        Assert.Equal("Column extra added: Int64", _shell.One<Schema.SchemaDifference>("Compare-DsSchema rates -Arguments @{ code = 'a' }").ToString());
    }

    private void Use(FakeVendor vendor)
    {
        _vendor = vendor;
        vendor.Populate(_shell);
    }

    /// <summary>Two days of two codes, each day a slice.</summary>
    private async Task Fill()
    {
        Use(FakeVendor.Of(FakeVendor.Rows));
        var dataset = _shell.Workspace.Datasets.Get("rates");
        await using var store = Services.OpenStore(_shell.Workspace, _shell.Workspace.Stores.Get("lake"));
        await using var writer = await store.OpenWriterAsync(new TargetSpec { Table = "rates", Mode = WriteMode.Append, Columns = dataset.Columns }, TestContext.Current.CancellationToken);
        foreach (var day in (DateOnly[])[new(2024, 1, 2), new(2024, 1, 3)])
        {
            var slice = Services.Slice(_shell.Workspace, dataset, new Dictionary<string, object?> { ["day"] = day });
            await writer.FlushAsync(TestContext.Current.CancellationToken); // so that each day has a file of its own
            await writer.WriteAsync(new SliceRows { Marker = new SliceMarker { Slice = slice.Key, Date = day, Rows = 2 }, Rows = Batch(dataset, day) }, TestContext.Current.CancellationToken);
        }
        await writer.CompleteAsync(TestContext.Current.CancellationToken);
    }

    private static async IAsyncEnumerable<RowBatch> Batch(Dataset dataset, DateOnly day)
    {
        await Task.CompletedTask;
        var vectors = dataset.Columns.Select(c => ColumnVector.Create(c)).ToArray();
        foreach (var (code, rate) in ((string, double?)[])[("a", 1.5), ("b", null)])
        {
            object?[] row = [day, code, rate];
            for (var i = 0; i < row.Length; i++) vectors[i].AppendObject(row[i]);
        }
        yield return new RowBatch(vectors, 2);
    }
}

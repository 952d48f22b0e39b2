using DataSync.Schema;
using Xunit;

namespace DataSync.Conformance.Tests.Migrations;

/// <summary>Each change, on each kind of store, in each mode: rows before and after compared.</summary>
public sealed class MigrationTests
{
    public static TheoryData<string, WriteMode> Kinds()
    {
        var data = new TheoryData<string, WriteMode>();
        foreach (var kind in MigrationKinds.All)
            foreach (var mode in Enum.GetValues<WriteMode>())
                data.Add(kind, mode);
        return data;
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Kinds))]
    public async Task A_change_keeps_all_rows_and_slices_and_the_table_goes_on(string kind, WriteMode mode)
    {
        await using var place = await MigrationTable.CreateAsync(kind);
        foreach (var (i, change) in MigrationChange.For(mode).Index())
        {
            var table = $"t{i}";
            await place.FillAsync(table, mode);
            var (before, markers, steps) = (await place.ReadAsync(table), await place.MarkersAsync(table), change.Read());
            Assert.Equal(5, before.Rows.Count);
            if (steps.Any(s => MigrationKinds.IsRefused(kind, mode, s.ToString())))
            {
                var refusal = await Assert.ThrowsAsync<DataSyncException>(() => place.Migrator.ScriptAsync(table, steps, CancellationToken.None));
                Assert.True(refusal is { Id: "MigrationNotSupported", Advice.Length: > 10 }, $"{kind} {mode} {change}: {refusal.Id} {refusal.Message}");
                continue;
            }
            Assert.Empty(await place.Migrator.CheckAsync(table, steps, CancellationToken.None));
            var script = await place.Migrator.ScriptAsync(table, steps, CancellationToken.None);
            Assert.Equal(steps, place.Migrator.ReadSteps(script.Up));
            var birth = (await place.Store.GetStateAsync(table, CancellationToken.None))!.BirthId;
            await GuardAsync(async () =>
            {
                var result = await place.Migrator.MigrateAsync(new TableMigration { Id = "m1", Table = table, Script = script.Up }, CancellationToken.None);
                Assert.True(result.WasApplied && result.State.BirthId == birth, "birth");
            });
            var expected = before.Apply(steps);
            var after = await place.ReadAsync(table);
            Assert.True(expected.Lines.SequenceEqual(after.Lines), $"{kind} {mode} {change}:\n{string.Join("\n", expected.Lines)}\nis\n{string.Join("\n", after.Lines)}\nscript\n{script.Up}");
            Assert.Equal(markers, await place.MarkersAsync(table));

            // the same again changes nothing, and another under its name is refused
            Assert.False((await place.Migrator.MigrateAsync(new TableMigration { Id = "m1", Table = table, Script = script.Up }, CancellationToken.None)).WasApplied);
            var other = await Assert.ThrowsAsync<DataSyncException>(() => place.Migrator.MigrateAsync(new TableMigration { Id = "m1", Table = table, Script = script.Up + "\n-- other" }, CancellationToken.None));
            Assert.Equal("MigrationChanged", other.Id);
            Assert.Equal("m1", Assert.Single(await place.Migrator.ReadMigrationsAsync(table, CancellationToken.None)).Id);

            await GuardAsync(() => place.AddAsync(table));
            var grown = await place.ReadAsync(table);
            Assert.True(grown.Rows.Count == (mode == WriteMode.Replace ? 1 : 6), $"{kind} {mode} {change}: {grown.Rows.Count} rows in the end");
            if (mode != WriteMode.Replace) Assert.Empty(after.Lines.Except(grown.Lines));

            async Task GuardAsync(Func<Task> work)
            {
                try
                {
                    await work();
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"{kind} {mode} {change}: {e.Message}\nscript\n{script.Up}", e);
                }
            }
        }
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Kinds))]
    public async Task A_change_that_rows_stand_against_is_refused_with_those_rows(string kind, WriteMode mode)
    {
        await using var place = await MigrationTable.CreateAsync(kind);
        await place.FillAsync("t", mode);
        var before = await place.ReadAsync("t");
        foreach (var (change, rows) in MigrationChange.Forbidden)
        {
            var steps = change.Read();
            if (steps.Any(s => MigrationKinds.IsRefused(kind, mode, s.ToString())) || mode == WriteMode.Append && steps.OfType<ChangeKey>().Any()) continue;
            var problem = Assert.Single(await place.Migrator.CheckAsync("t", steps, CancellationToken.None));
            Assert.True(problem.Rows == rows && problem.Samples.Count == Math.Min(rows, 5), $"{kind} {mode} {change}: {problem}");
            if (mode != WriteMode.Append && steps is [RetypeColumn]) Assert.Contains("ts_code=", problem.Samples[0].Key, StringComparison.Ordinal);
            var refusal = await Assert.ThrowsAsync<DataSyncException>(() => MigrationTable.MigrateAsync(place.Migrator, "t", steps, "m1"));
            Assert.Equal("MigrationRefused", refusal.Id);
            Assert.Equal(before.Lines, (await place.ReadAsync("t")).Lines);
            Assert.Empty(await place.Migrator.ReadMigrationsAsync("t", CancellationToken.None));
        }
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Kinds))]
    public async Task A_column_that_rows_are_kept_by_is_not_dropped(string kind, WriteMode mode)
    {
        await using var place = await MigrationTable.CreateAsync(kind);
        await place.FillAsync("t", mode);
        foreach (var step in new[] { "drop column none", "rename column vol to close", "add column vol Int64", "reorder columns vol", mode == WriteMode.Append ? "drop column nowhere" : "drop column ts_code" })
        {
            var refusal = await Assert.ThrowsAsync<DataSyncException>(() => place.Migrator.ScriptAsync("t", StepText.ReadLines(step), CancellationToken.None));
            Assert.Equal("MigrationInvalid", refusal.Id);
        }
        Assert.Equal("TableNotFound", (await Assert.ThrowsAsync<DataSyncException>(() => place.Migrator.CheckAsync("nowhere", StepText.ReadLines("drop column vol"), CancellationToken.None))).Id);
    }
}

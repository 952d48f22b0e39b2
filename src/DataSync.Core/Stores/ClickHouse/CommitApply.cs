using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// Carries a decided commit's rows into its table. Done once more after a kill it ends the same: parts are linked from the stage, not copied, and the
/// commit's number in each row tells what is there already.
/// </summary>
internal sealed class CommitApply(ClickHouseServer server, ClickHouseDdl ddl, TableRecord record, string table, PendingCommit commit)
{
    private const int SlicesOfDelete = 20;

    /// <summary>Carries the rows over.</summary>
    /// <param name="isRedo">True where a killed writer may have done some of it.</param>
    /// <param name="cancellationToken">Ends it; it is then done again by the next writer.</param>
    public async Task RunAsync(bool isRedo, CancellationToken cancellationToken)
    {
        var staged = commit.Stage is null ? [] : await CountAsync(commit.Stage, "1", [], cancellationToken);
        if (record.Mode == WriteMode.ReplaceSlice)
        {
            if (commit.IsExchange)
            {
                await ExchangeAsync(staged.Keys, cancellationToken);
                return;
            }
            await DeleteAsync(cancellationToken);
        }
        var missing = isRedo && !record.IsKeyed ? await MissingAsync(staged, cancellationToken) : staged.Keys;
        await ChangeAsync(missing.Select(p => $"ATTACH PARTITION ID {ClickHouseNames.Literal(p)} FROM {Stage}"), cancellationToken);
    }

    private string Stage => ClickHouseNames.Quote(ddl.Local(commit.Stage!));

    /// <summary>A slice that is a partition takes the old one's place in one step.</summary>
    private async Task ExchangeAsync(IEnumerable<string> staged, CancellationToken cancellationToken)
    {
        var changes = staged.ToDictionary(p => p, p => $"REPLACE PARTITION ID {ClickHouseNames.Literal(p)} FROM {Stage}", StringComparer.Ordinal);
        foreach (var slice in commit.Slices.Where(s => !s.HasRows))
        {
            var where = new ClickHouseConditions();
            var found = await CountAsync(table, where.ForSlice(slice.Conditions!, record.TableColumns), where, cancellationToken);
            foreach (var partition in found.Keys) changes.TryAdd(partition, $"DROP PARTITION ID {ClickHouseNames.Literal(partition)}");
        }
        await ChangeAsync(changes.Values, cancellationToken);
    }

    /// <summary>Deletes what the slices replace. What this commit brought stays.</summary>
    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        foreach (var slices in commit.Slices.Where(s => s.Conditions is not null).Chunk(SlicesOfDelete))
        {
            var where = new ClickHouseConditions();
            var text = $"{ClickHouseNames.CommitColumn} < {where.Add(commit.Sequence)} AND ({string.Join(" OR ", slices.Select(s => $"({where.ForSlice(s.Conditions!, record.TableColumns)})"))})";
            if ((await CountAsync(table, text, where, cancellationToken)).Count > 0) await server.ExecuteAsync(ddl.Delete(table, text), cancellationToken, where.Parameters);
        }
    }

    /// <summary>The partitions whose rows are not in the table; what is there of them by half is deleted first.</summary>
    private async Task<IEnumerable<string>> MissingAsync(Dictionary<string, long> staged, CancellationToken cancellationToken)
    {
        var where = new ClickHouseConditions();
        var ours = $"{ClickHouseNames.CommitColumn} = {where.Add(commit.Sequence)}";
        var there = await CountAsync(table, ours, where, cancellationToken);
        var missing = staged.Where(p => !there.TryGetValue(p.Key, out var rows) || rows != p.Value).Select(p => p.Key).ToList();
        foreach (var partition in missing.Where(there.ContainsKey))
        {
            var half = new ClickHouseConditions();
            await server.ExecuteAsync(ddl.Delete(table, $"{ClickHouseNames.CommitColumn} = {half.Add(commit.Sequence)} AND _partition_id = {half.Add(partition)}"), cancellationToken, half.Parameters);
        }
        return missing;
    }

    private async Task ChangeAsync(IEnumerable<string> changes, CancellationToken cancellationToken)
    {
        foreach (var chunk in changes.Chunk(100)) await server.ExecuteAsync(ddl.Partitions(table, chunk), cancellationToken);
    }

    private Task<Dictionary<string, long>> CountAsync(string name, string where, ClickHouseConditions conditions, CancellationToken cancellationToken) => CountAsync(name, where, conditions.Parameters, cancellationToken);

    private async Task<Dictionary<string, long>> CountAsync(string name, string where, IReadOnlyList<string> parameters, CancellationToken cancellationToken) =>
        (await server.QueryAsync($"SELECT _partition_id, count() FROM {ClickHouseNames.Quote(name)} WHERE {where} GROUP BY 1 ORDER BY 1", r => (r[0].GetString()!, r[1].GetInt64()), cancellationToken, parameters))
            .ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal);
}

using DataSync.Arguments;
using DataSync.Rows;
using DataSync.State;
using DataSync.Stores;

namespace DataSync.Sync.Restatements;

/// <summary>Notices that a slice was answered otherwise than last time, counts how, and finds the rows that the vendor no longer sends.</summary>
internal sealed class Restatement(SyncSite site)
{
    /// <summary>The column that says since when a row has vanished.</summary>
    public const string MarkColumn = "vanished_at";

    /// <summary>Slices of more rows than this are not compared row by row, as their keys are held in memory.</summary>
    private const long MostCompared = 2_000_000;

    /// <summary>True where vanished rows are marked.</summary>
    public bool Marks => site.Plan is { Mode: WriteMode.Upsert, OnVanished: VanishedPolicy.Mark };

    /// <summary>True where an answer differs from the last one.</summary>
    public static bool IsSuspected(SliceMarker answer, SliceRecord? last) => last?.At is not null && answer.Hash != last.Hash;

    /// <summary>Compares an answer with what is stored; null where the rows cannot be told, as the slice's arguments do not say which they select.</summary>
    public async Task<SliceChange?> CompareAsync(Slice slice, SliceRecord last, SliceMarker answer, TargetState state, IAsyncEnumerable<RowBatch> rows, CancellationToken cancellationToken)
    {
        if (site.Plan.Mode is WriteMode.Replace || Math.Max(last.Rows, answer.Rows) > MostCompared) return null;
        if (last.Rows == 0) return new(answer.Rows, 0, 0, []);
        if (!SliceConditions.TryCreate(site.Dataset, slice, out var conditions, out _)) return null;
        var comparison = new SliceComparison(state, Marks ? MarkColumn : null);
        await foreach (var batch in rows.WithCancellation(cancellationToken)) comparison.Answer(batch);
        var query = new ReadQuery { Columns = [.. state.Columns.Select(c => c.Name)], Conditions = conditions };
        return await comparison.CompareAsync(site.Store.ReadAsync(site.Plan.TargetTable, query, cancellationToken), keepsGone: Marks, cancellationToken);
    }

    /// <summary>Rows that vanished, marked.</summary>
    public static RowBatch Mark(RowBatch gone, DateTime at)
    {
        var marks = ColumnVector.Create(gone.Columns[gone.IndexOf(MarkColumn)].Column, gone.RowCount);
        for (var i = 0; i < gone.RowCount; i++) marks.AppendObject(at);
        return new RowBatch([.. gone.Columns.Select(c => c.Column.Name == MarkColumn ? marks : c)], gone.RowCount);
    }
}

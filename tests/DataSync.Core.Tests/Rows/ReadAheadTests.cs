using DataSync.Rows;
using Xunit;

namespace DataSync.Tests.Rows;

public sealed class ReadAheadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private int _read;
    private bool _ended;

    [Fact]
    public async Task Gives_all_batches_in_order()
    {
        var counts = new List<int>();
        await foreach (var batch in BatchesAsync(50).AheadAsync(4)) counts.Add(batch.RowCount);

        Assert.Equal(Enumerable.Range(1, 50), counts);
        Assert.True(_ended);
    }

    [Fact]
    public async Task Reads_no_further_than_it_may()
    {
        await using var rows = BatchesAsync(50).AheadAsync(4).GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());

        // the one in use, those that wait, and one in hand
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _read) == 6, Patience));
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(6, _read);
    }

    [Fact]
    public async Task Stops_reading_where_its_receiver_does()
    {
        await foreach (var batch in BatchesAsync(int.MaxValue).AheadAsync(2))
            if (batch.RowCount == 3)
                break;

        Assert.True(_ended);
    }

    [Fact]
    public async Task Gives_what_was_read_before_an_error()
    {
        var counts = new List<int>();
        var error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var batch in BatchesAsync(50, failsAt: 3).AheadAsync(8)) counts.Add(batch.RowCount);
        });

        Assert.Equal("broken", error.Message);
        Assert.Equal([1, 2], counts);
    }

    [Fact]
    public async Task Ends_where_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var batch in BatchesAsync(int.MaxValue).AheadAsync(2, cancel.Token))
                if (batch.RowCount == 3)
                    await cancel.CancelAsync();
        });

        Assert.True(_ended);
    }

    private async IAsyncEnumerable<RowBatch> BatchesAsync(int count, int failsAt = 0, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var i = 1; i <= count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (i == failsAt) throw new InvalidDataException("broken");
                Interlocked.Increment(ref _read);
                yield return new RowBatch([], i);
                await Task.Yield();
            }
        }
        finally
        {
            _ended = true;
        }
    }
}

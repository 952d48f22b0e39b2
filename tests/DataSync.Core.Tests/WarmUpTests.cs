using Xunit;

namespace DataSync.Tests;

public sealed class WarmUpTests
{
    [Fact]
    public async Task Asks_for_its_two_rows()
    {
        var result = await WarmUp.AskAsync();

        Assert.Null(result.Failure);
        Assert.Equal(2, result.Rows);
        Assert.Equal(1, result.Requests);
        Assert.False(File.Exists(":memory:"));
    }
}

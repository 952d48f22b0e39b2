using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace DataSync.Introspection;

/// <summary>Answers requests by path, whatever the host; 404 for what is not served.</summary>
internal sealed class FakeWeb : HttpMessageHandler
{
    private readonly Dictionary<string, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> _paths = [];
    private int _open;

    public ConcurrentQueue<string> Asked { get; } = [];
    public int MostAtOnce { get; private set; }

    public FakeWeb Serve(string path, string type, string text) => Serve(path, () => new() { Content = new StringContent(text, Encoding.UTF8, type) });

    public FakeWeb Serve(string path, Func<HttpResponseMessage> answer)
    {
        _paths[path] = (_, _) => Task.FromResult(answer());
        return this;
    }

    /// <summary>A page of one version, which those that know it are not sent again.</summary>
    public FakeWeb ServeVersion(string path, string type, string text, string? mark, DateTimeOffset? modified = null)
    {
        _paths[path] = (request, _) =>
        {
            var isKnown = mark is not null ? request.Headers.IfNoneMatch.ToString() == mark : modified is not null && request.Headers.IfModifiedSince == modified;
            HttpResponseMessage answer = isKnown ? new(HttpStatusCode.NotModified) : new() { Content = new StringContent(text, Encoding.UTF8, type) };
            if (mark is not null) answer.Headers.TryAddWithoutValidation("ETag", mark);
            answer.Content.Headers.LastModified = modified;
            return Task.FromResult(answer);
        };
        return this;
    }

    public FakeWeb Serve(string path, Document document, Task until)
    {
        _paths[path] = async (_, cancel) =>
        {
            await until.WaitAsync(cancel);
            return new() { Content = new StringContent(document.Text, Encoding.UTF8, document.MediaType) };
        };
        return this;
    }

    public FakeWeb Redirect(string path, string target) => Serve(path, () => new(HttpStatusCode.Found) { Headers = { Location = new(target, UriKind.RelativeOrAbsolute) } });

    /// <summary>Never answers.</summary>
    public FakeWeb Hang(string path)
    {
        _paths[path] = async (_, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            throw new OperationCanceledException(cancel);
        };
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        Asked.Enqueue(path);
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _open));
        try
        {
            return _paths.TryGetValue(path, out var answer) ? await answer(request, cancellationToken) : new(HttpStatusCode.NotFound);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}

/// <summary>A clock whose timers fire when told.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];

    public void Elapse() => _timers.ForEach(t => t.Fire());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(() => callback(state));
        _timers.Add(timer);
        return timer;
    }

    private sealed class ManualTimer(Action fire) : ITimer
    {
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => default;
    }
}

/// <summary>A body without end.</summary>
internal sealed class EndlessStream : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        buffer.AsSpan(offset, count).Fill((byte)'x');
        return count;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

using System.Text;
using DataSync.Examples.Vendor.Api;

namespace DataSync.Examples.Vendor.Faults;

/// <summary>Sends an answer as a fault makes it.</summary>
internal static class FaultyAnswer
{
    public static async Task SendAsync(HttpContext context, Answer answer, Fault fault, VendorOptions options)
    {
        var body = answer.Body;
        var stopped = context.RequestAborted;
        switch (fault)
        {
            case Fault.Status500:
                await new Answer(500, Encoding.UTF8.GetBytes("<html><body>500 Internal Server Error</body></html>"), "text/html").SendAsync(context, gzip: false);
                break;
            case Fault.Hang:
                await Task.Delay(options.HangMs, stopped);
                context.Abort();
                break;
            case Fault.Reset:
                context.Abort();
                break;
            case Fault.Truncate:
                context.Response.ContentType = answer.ContentType;
                context.Response.ContentLength = body.Length;
                await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), stopped);
                await context.Response.Body.FlushAsync(stopped);
                // Completing short of the announced length makes the server cut the connection, after the first half has left.
                break;
            case Fault.Html:
                await new Answer(200, Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body><h1>系统维护中</h1></body></html>"), "text/html; charset=utf-8").SendAsync(context, gzip: false);
                break;
            case Fault.BrokenJson:
                await (answer with { Body = body[..(body.Length * 2 / 3)] }).SendAsync(context, gzip: false);
                break;
            case Fault.BadGzip:
                context.Response.Headers.ContentEncoding = "gzip";
                await (answer with { Body = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, .. body.Take(200)] }).SendAsync(context, gzip: false);
                break;
            case Fault.Endless:
                context.Response.ContentType = answer.ContentType;
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("""{"request_id":"endless","code":0,"msg":"","data":{"fields":["ts_code","trade_date"],"items":[["000001.SZ","20240102"]"""), stopped);
                var rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(""","000001.SZ","20240102"]""".Insert(1, "["), 4000)));
                while (!stopped.IsCancellationRequested) await context.Response.Body.WriteAsync(rows, stopped);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }
    }
}

using System.Management.Automation;
using System.Management.Automation.Host;

namespace DataSync.Hosting.Terminal;

/// <summary>The size of the terminal. Nothing here paints: the console writes text and lets the terminal lay it out.</summary>
internal sealed class ConsoleRawUserInterface : PSHostRawUserInterface
{
    private const int WidthOfAFile = 120;
    private const int HeightOfAFile = 50;

    public override Size BufferSize
    {
        get => Console.IsOutputRedirected ? new Size(WidthOfAFile, HeightOfAFile) : new Size(Positive(Console.WindowWidth, WidthOfAFile), Positive(Console.WindowHeight, HeightOfAFile));
        set => throw NotSupported();
    }

    public override Size WindowSize { get => BufferSize; set => throw NotSupported(); }
    public override Size MaxWindowSize => BufferSize;
    public override Size MaxPhysicalWindowSize => BufferSize;
    public override Coordinates WindowPosition { get; set; }
    public override Coordinates CursorPosition { get; set; }
    public override int CursorSize { get; set; } = 25;
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;
    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override string WindowTitle
    {
        get => "DataSync";
        set
        {
            if (!Console.IsOutputRedirected)
                Console.Title = value;
        }
    }

    public override int LengthInBufferCells(char source) => CellWidth.Of(source);
    public override int LengthInBufferCells(string source) => LengthInBufferCells(source, 0);

    public override int LengthInBufferCells(string source, int offset) =>
        CellWidth.Of(PSHostUserInterface.GetOutputString(source[offset..], supportsVirtualTerminal: false));

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        var key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, default, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
            Console.ReadKey(intercept: true);
    }

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // what `Clear-Host` asks for on Windows: the whole screen
        if (!Console.IsOutputRedirected)
            Console.Clear();
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotSupported();
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotSupported();
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NotSupported();

    private static int Positive(int size, int otherwise) => size > 0 ? size : otherwise;

    private static PSNotSupportedException NotSupported() => new("This console writes text only.");
}

using System.Diagnostics;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit.Abstractions;

namespace SalesFlow.Chaos.Tests;

/// <summary>A process that an operator stops while pages hold on to it.</summary>
public sealed class StopTests(ITestOutputHelper output)
{
    // Less than what the host gives its parts before it lets them fall.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Told_to_stop_the_product_ends_by_itself_although_pages_come_back_at_once_and_loses_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("salesflow-stop-");
        try
        {
            await using var product = new ProductProcess("product", folder.FullName, new Dictionary<string, string>
            {
                ["SalesFlow:Demo"] = "false", ["SalesFlow:ResponseTimeout"] = "00:00:30",
            });
            await product.Start();
            using var company = await Company.Register(product.Address, "stops");
            await using var board = await Page.Open(product.Address, "pipeline", company.Token);
            await using var inbox = await Page.Open(product.Address, "inbox", company.Token);
            var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => company.Post("api/v1/leads", new { name = $"عميل {i}" })));

            var clock = Stopwatch.StartNew();
            var code = await product.Stop();
            output.WriteLine($"It ended with {code} after {clock.Elapsed.TotalSeconds:0.0} s.");

            Assert.True(code == 0, product.Tail());
            Assert.True(clock.Elapsed < Limit, product.Tail());
            await product.Start();
            await Eventually(async () => (await company.Feed()).Count(e => e.Type == "lead.created") == made.Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A page as the dashboard has it: whenever its connection ends it connects again at once.</summary>
    private sealed class Page : IAsyncDisposable
    {
        private readonly HubConnection _hub;
        private readonly CancellationTokenSource _left = new();
        private readonly TaskCompletionSource _opened = new();
        private TaskCompletionSource _closed = new();
        private Task _running = Task.CompletedTask;

        private Page(Uri address, string hub, Func<Task<string?>> token)
        {
            _hub = new HubConnectionBuilder().WithUrl(new Uri(address, "hubs/" + hub), o =>
            {
                (o.SkipNegotiation, o.Transports) = (true, HttpTransportType.WebSockets);
                o.AccessTokenProvider = token;
            }).Build();
            _hub.Closed += _ =>
            {
                _closed.TrySetResult();
                return Task.CompletedTask;
            };
        }

        public static async Task<Page> Open(Uri address, string hub, Func<Task<string?>> token)
        {
            var page = new Page(address, hub, token);
            page._running = page.Run();
            await page._opened.Task.WaitAsync(Waiting.Limit);
            return page;
        }

        public async ValueTask DisposeAsync()
        {
            await _left.CancelAsync();
            await _running;
            await _hub.DisposeAsync();
            _left.Dispose();
        }

        private async Task Run()
        {
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (!_left.IsCancellationRequested)
            {
                _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                try
                {
                    await _hub.StartAsync(_left.Token);
                    await _hub.InvokeAsync<long>("Subscribe", -1L, _left.Token);
                    _opened.TrySetResult();
                    await _closed.Task.WaitAsync(_left.Token);
                }
                catch (Exception) when (!_left.IsCancellationRequested)
                {
                    // The product is down, or going.
                    await pause.WaitForNextTickAsync(CancellationToken.None);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }
}
